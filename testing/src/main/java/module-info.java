/** Tools to test programs of asyncio4j: virtual time, simulation of plain Java. */
module org.asyncio4j.testing {
  requires static java.instrument; // for the agent alone
  requires static org.jspecify;
  requires transitive org.asyncio4j;

  exports org.asyncio4j.testing;
  exports org.asyncio4j.testing.plain;
}
