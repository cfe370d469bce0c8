package org.asyncio4j.testing;

import org.asyncio4j.ErrorReport;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a test besides what its body throws: it took too long, left something
 * behind, or its loop's exception handler was told of something.
 *
 * <p>Its stack trace is where that happened, if that is known: where a task waits that was left.
 *
 * <p>Java only: of these, {@code unittest.IsolatedAsyncioTestCase} tells none.
 */
public final class AsyncTestError extends AssertionError {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** The test, or its clean-up, took longer than it may. */
    TIMEOUT,
    /** A task was still running when the test ended. */
    TASK_LEFT,
    /**
     * The loop's exception handler was told of something, such as an exception nobody retrieved.
     */
    REPORT,
    /** A tool that checks an order was left before its end. */
    ORDER
  }

  /** What is wrong. */
  private final Kind kind;

  /** Whether the loop still runs. */
  private final boolean threadAbandoned;

  AsyncTestError(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.threadAbandoned = false;
  }

  private AsyncTestError(String message) {
    super(message);
    this.kind = Kind.TIMEOUT;
    this.threadAbandoned = true;
  }

  /** The time was up, and the loop could not be ended. */
  static AsyncTestError givenUp(AsyncTestError late) {
    var error =
        new AsyncTestError(
            late.getMessage()
                + "\nIt could not be ended, not even by an interrupt: its thread has been abandoned"
                + " and still runs.");
    error.setStackTrace(late.getStackTrace());
    return error;
  }

  /** {@return whether the loop could not be ended, and its thread still runs} */
  public boolean threadAbandoned() {
    return threadAbandoned;
  }

  /** {@return what is wrong} */
  public Kind kind() {
    return kind;
  }

  static AsyncTestError taskLeft(Task<?> task) {
    var error =
        new AsyncTestError(
            Kind.TASK_LEFT,
            """
            a task was left running when the test ended: %s
            Await or cancel it in the test, or allow it by TestOptions.withTasksLeft(CANCEL)."""
                .formatted(TaskDump.line(task)),
            null);
    TaskDump.point(error, task);
    return error;
  }

  static AsyncTestError report(ErrorReport report) {
    Throwable exception = report.exception().orElse(null);
    String text = TaskDump.describe(report) + (exception == null ? "" : ": " + exception);
    var error =
        new AsyncTestError(
            Kind.REPORT, "the loop's exception handler was told: " + text, exception);
    error.setStackTrace(
        exception == null
            ? report.sourceTraceback().reversed().toArray(StackTraceElement[]::new)
            : exception.getStackTrace());
    return error;
  }
}
