package org.asyncio4j.testing;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.LoopOptions;

/**
 * How a test runs.
 *
 * <p>Java only.
 *
 * @param clock virtual time or the machine's
 * @param timeout how long it may take, in real time
 * @param loop what its loop stands on; clock and reactor are replaced in virtual time
 * @param tasksLeft what becomes of tasks that still run when the test ends
 * @param expectedReports which reports to the loop's exception handler do not fail the test
 */
public record TestOptions(
    TestClock clock,
    Duration timeout,
    LoopOptions loop,
    TasksLeft tasksLeft,
    Predicate<? super ErrorReport> expectedReports) {

  /** Which time a test runs in. */
  public enum TestClock {
    /** The clock jumps to the next timer when nothing is left to do. */
    VIRTUAL,
    /** The clock stands still until {@link VirtualClock#advance} moves it. */
    MANUAL,
    /** The machine's clock. */
    REAL
  }

  /** What becomes of tasks that still run when the test ends. */
  public enum TasksLeft {
    /**
     * They are cancelled, and the test fails. Those that have been asked to cancel before may end.
     */
    FAIL,
    /** They are cancelled, as {@code Asyncio.run} does. */
    CANCEL
  }

  /** Virtual time, 60 seconds, the best engine; nothing may be left behind. */
  public static final TestOptions DEFAULT =
      new TestOptions(
          TestClock.VIRTUAL,
          Duration.ofSeconds(60),
          LoopOptions.DEFAULT,
          TasksLeft.FAIL,
          report -> false);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if {@code timeout} is not positive
   */
  public TestOptions {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(loop, "loop");
    Objects.requireNonNull(tasksLeft, "tasksLeft");
    Objects.requireNonNull(expectedReports, "expectedReports");
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout must be > 0, got " + timeout);
    }
  }

  /**
   * {@return these options with another clock}
   *
   * @param clock virtual time or the machine's
   */
  public TestOptions withClock(TestClock clock) {
    return new TestOptions(clock, timeout, loop, tasksLeft, expectedReports);
  }

  /**
   * {@return these options with another time limit}
   *
   * @param timeout how long the test may take, in real time, and how long its clean-up
   */
  public TestOptions withTimeout(Duration timeout) {
    return new TestOptions(clock, timeout, loop, tasksLeft, expectedReports);
  }

  /**
   * {@return these options with another loop}
   *
   * @param loop what the loop stands on
   */
  public TestOptions withLoop(LoopOptions loop) {
    return new TestOptions(clock, timeout, loop, tasksLeft, expectedReports);
  }

  /**
   * {@return these options with another fate of tasks that still run when the test ends}
   *
   * @param tasksLeft what becomes of them
   */
  public TestOptions withTasksLeft(TasksLeft tasksLeft) {
    return new TestOptions(clock, timeout, loop, tasksLeft, expectedReports);
  }

  /**
   * {@return these options, expecting certain reports to the loop's exception handler} A test that
   * sets a handler of its own gets all of them itself.
   *
   * @param expectedReports true for a report that does not fail the test
   */
  public TestOptions withExpectedReports(Predicate<? super ErrorReport> expectedReports) {
    return new TestOptions(clock, timeout, loop, tasksLeft, expectedReports);
  }
}
