/** Deterministic simulation of programs of asyncio4j: nodes, networks, disks, faults, time. */
module org.asyncio4j.simulation {
  requires static org.jspecify;
  requires transitive org.asyncio4j;
  requires transitive org.asyncio4j.net;
  requires transitive org.asyncio4j.testing;

  exports org.asyncio4j.simulation;
}
