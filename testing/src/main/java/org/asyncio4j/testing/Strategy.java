package org.asyncio4j.testing;

/**
 * How an exploration chooses its schedules.
 *
 * <p>Java only.
 */
public enum Strategy {
  /**
   * asyncio's order first, then {@link #RANDOM} and {@link #PCT} by turns; and as soon as the
   * number of all schedules looks as if it fitted into the runs, {@link #EXHAUSTIVE}.
   */
  MIXED,

  /** At each decision any of those that are ready, with equal probability. */
  RANDOM,

  /**
   * Each task has a random priority, and the one with the highest runs; at a few random decisions
   * the task that would run falls below all others. Finds a bug that takes {@code d} orders between
   * steps with a probability of at least {@code 1 / (n k^(d-1))} a run, for {@code n} tasks that
   * take {@code k} decisions (Burckhardt et al., ASPLOS 2010). A task that gives up its turn 16
   * times in a row falls below all others, too, so that one that spins starves nobody.
   */
  PCT,

  /** All schedules, depth first, beginning with asyncio's. */
  EXHAUSTIVE
}
