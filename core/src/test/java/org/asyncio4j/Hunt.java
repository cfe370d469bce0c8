package org.asyncio4j;

import java.util.concurrent.Callable;
import org.asyncio4j.testing.ScheduleFailure;

/** Looks for a planted bug; runs in the class loader of a {@link Mutant}. */
final class Hunt implements Callable<String> {
  private final String program;
  private final int runs;

  /**
   * Prepares it.
   *
   * @param program the method of {@link PrimitiveProgramsTest} that looks for the bug
   * @param runs how many runs it has under schedules, and then with cancellations
   */
  Hunt(String program, int runs) {
    this.program = program;
    this.runs = runs;
  }

  /** {@return how it was found, "not" if it was not, and what was wrong if that took no hunt} */
  @Override
  public String call() throws Exception {
    Action test = ExploredExtension.onFreshInstance(PrimitiveProgramsTest.class, program);
    try {
      test.run();
    } catch (Throwable thrown) {
      return "in asyncio's order, without any exploration: " + thrown;
    }
    try {
      Exploring.schedules().explore(runs, test);
    } catch (ScheduleFailure found) {
      return "schedule %,d, %s: %s".formatted(found.run(), found.schedule(), found.getCause());
    }
    try {
      Exploring.cancellations().explore(runs, test);
    } catch (ScheduleFailure found) {
      return "cancellation %,d, %s: %s".formatted(found.run(), found.schedule(), found.getCause());
    }
    return "not";
  }
}
