package org.asyncio4j;

import java.util.concurrent.Callable;
import org.asyncio4j.testing.ScheduleFailure;

/** Looks for a planted bug; runs in the class loader of a {@link Mutant}. */
final class Hunt implements Callable<String> {
  private final String program;
  private final String mode;
  private final int runs;

  /**
   * Prepares it.
   *
   * @param program the method of {@link PrimitiveProgramsTest} that looks for the bug
   * @param mode what is tried with it, an {@link Exploring.Mode}
   * @param runs how many runs it has
   */
  Hunt(String program, String mode, int runs) {
    this.program = program;
    this.mode = mode;
    this.runs = runs;
  }

  /** {@return how it was found; else why not} */
  @Override
  public String call() throws Exception {
    Action test = ExploredExtension.onFreshInstance(PrimitiveProgramsTest.class, program);
    try {
      test.run();
    } catch (Throwable thrown) {
      return "fails without exploration: " + thrown;
    }
    try {
      Exploring.of(Exploring.Mode.valueOf(mode)).explore(runs, test);
      return "not found in %s runs".formatted(runs);
    } catch (ScheduleFailure found) {
      return "found by run %s, %s".formatted(found.run(), found.schedule());
    }
  }
}
