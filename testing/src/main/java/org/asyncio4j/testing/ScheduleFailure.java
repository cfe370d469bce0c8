package org.asyncio4j.testing;

/**
 * Thrown by an exploration that has found a schedule under which the test fails. The cause is the
 * test's own failure; the message shows how to replay it, and who ran when.
 *
 * <p>Java only.
 */
public final class ScheduleFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String schedule;
  private final long seed;
  private final int run;
  private final String table;

  ScheduleFailure(
      String message, Throwable cause, String schedule, long seed, int run, String table) {
    super(message, cause);
    this.schedule = schedule;
    this.seed = seed;
    this.run = run;
    this.table = table;
  }

  /**
   * {@return the schedule, for {@link ExploreOptions#withReplay} or the system property {@code
   * asyncio4j.schedule}}
   */
  public String schedule() {
    return schedule;
  }

  /** {@return the seed of the exploration, with which it finds this again} */
  public long seed() {
    return seed;
  }

  /** {@return in which run it was found, counted from 1} */
  public int run() {
    return run;
  }

  /** {@return the interleaving: a row for each step, a column for each task} */
  public String table() {
    return table;
  }
}
