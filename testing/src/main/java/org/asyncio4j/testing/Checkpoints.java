package org.asyncio4j.testing;

import java.util.List;
import java.util.concurrent.Callable;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.LoopObserver;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/**
 * Asserts that a call suspends the current task, or that it never does: so that others can run
 * meanwhile, or cannot.
 *
 * <p>Python: {@code trio.testing.assert_checkpoints} and {@code assert_no_checkpoints}.
 */
public final class Checkpoints implements LoopObserver {
  private final Task<?> task;
  private int suspensions;
  private List<StackTraceElement> first = List.of();

  private Checkpoints(Task<?> task) {
    this.task = task;
  }

  /**
   * Runs a call that must suspend at least once.
   *
   * @param body the call
   * @param <T> the type of its result
   * @return its result; what it throws is thrown
   * @throws AssertionError if it did not suspend
   * @throws IllegalStateException outside a task
   */
  public static <T extends @Nullable Object> T assertSuspends(Callable<T> body) {
    Checkpoints seen = forCurrentTask("assertSuspends");
    T result = seen.run(body);
    if (seen.suspensions == 0) {
      throw new AssertionError("the call did not suspend, expected that it does at least once");
    }
    return result;
  }

  /**
   * As {@link #assertSuspends(Callable)}, without a result.
   *
   * @param body the call
   */
  public static void assertSuspends(Action body) {
    Checkpoints.<@Nullable Void>assertSuspends(TestRunner.callable(body));
  }

  /**
   * Runs a call that must not suspend, nor block in a call of the JDK that lets others run.
   *
   * @param body the call
   * @param <T> the type of its result
   * @return its result; what it throws is thrown
   * @throws AssertionError if it did suspend; it shows where, and is thrown when the call has ended
   * @throws IllegalStateException outside a task
   */
  public static <T extends @Nullable Object> T assertNeverSuspends(Callable<T> body) {
    Checkpoints seen = forCurrentTask("assertNeverSuspends");
    T result = seen.run(body);
    if (seen.suspensions > 0) {
      var error =
          new AssertionError(
              "the call suspended %s %s, expected that it never does"
                  .formatted(seen.suspensions, seen.suspensions == 1 ? "time" : "times"));
      if (!seen.first.isEmpty()) {
        error.setStackTrace(seen.first.toArray(StackTraceElement[]::new));
      }
      throw error;
    }
    return result;
  }

  /**
   * As {@link #assertNeverSuspends(Callable)}, without a result.
   *
   * @param body the call
   */
  public static void assertNeverSuspends(Action body) {
    Checkpoints.<@Nullable Void>assertNeverSuspends(TestRunner.callable(body));
  }

  private static Checkpoints forCurrentTask(String caller) {
    Asyncio.getRunningLoop();
    return new Checkpoints(
        Asyncio.currentTask()
            .orElseThrow(() -> new IllegalStateException(caller + " needs a task")));
  }

  private <T extends @Nullable Object> T run(Callable<T> body) {
    EventLoop loop = task.getLoop();
    loop.addObserver(this);
    try {
      return body.call();
    } catch (Exception thrown) {
      throw Sneaky.sneak(thrown);
    } finally {
      loop.removeObserver(this);
    }
  }

  @Override
  public void suspended(Task<?> suspended, @Nullable Future<?> waitsFor) {
    count(suspended);
  }

  @Override
  public void blocked(Task<?> blocked) {
    count(blocked);
  }

  private void count(Task<?> stopped) {
    if (stopped == task && suspensions++ == 0) {
      first = task.getStack().reversed();
    }
  }
}
