package org.asyncio4j.testing.plain;

/**
 * What a program may depend on beside its seed.
 *
 * <p>Java only.
 */
public enum Uncontrolled {
  /** The machine's clocks; with the agent they are the simulation's. */
  CLOCKS,

  /** The machine's random numbers; with the agent they are the simulation's. */
  RANDOM,

  /** Platform threads, and pools that have them. */
  THREADS,

  /** Files: what is in them, whether they are there. */
  FILES,

  /** Sockets, and the names of hosts. */
  NETWORK,

  /** Other processes. */
  PROCESSES,

  /** What somebody types: {@code System.in}. */
  INPUT
}
