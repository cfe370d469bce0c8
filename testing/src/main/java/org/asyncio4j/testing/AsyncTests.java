package org.asyncio4j.testing;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.asyncio4j.Action;
import org.asyncio4j.Future;
import org.asyncio4j.testing.internal.Explorers;
import org.asyncio4j.testing.internal.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Runs the body of a test as the main task of a fresh loop, and checks that it has left nothing
 * behind.
 *
 * <p>A test fails
 *
 * <ul>
 *   <li>with what its body throws, the same object;
 *   <li>with a {@link DeadlockError}, in virtual time, if it can never go on;
 *   <li>with an {@link AsyncTestError} if it takes longer than its time limit. The error shows all
 *       tasks, where they are and who waits for whom. If the loop cannot be stopped, because a step
 *       runs for ever, its thread is abandoned;
 *   <li>with an {@link AsyncTestError} for each task that is still running when the body ends;
 *   <li>with an {@link AsyncTestError} for whatever the loop's exception handler was told, such as
 *       an exception that nobody retrieved or a coroutine that nobody awaited.
 * </ul>
 *
 * <p>The first of these is thrown, all others are suppressed exceptions of it.
 *
 * <p>The loop runs on a thread of this library's while the caller waits; if that is interrupted,
 * the test ends as if its time were up.
 *
 * <p>Python: {@code unittest.IsolatedAsyncioTestCase}, as a function.
 */
public final class AsyncTests {
  static {
    Explorers.Slot.put((how, stages, body) -> explorer(how, stages, body).explore());
  }

  private AsyncTests() {}

  /**
   * Runs a test.
   *
   * @param options how
   * @param body the test
   * @param <T> the type of its result
   * @return its result
   * @throws IllegalStateException if an event loop is running on this thread
   */
  public static <T extends @Nullable Object> T run(TestOptions options, Callable<T> body) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(body, "body");
    return new TestRunner(options).runAndClose(body);
  }

  /**
   * As {@link #run(TestOptions, Callable)}, without a result.
   *
   * @param options how
   * @param body the test
   */
  public static void run(TestOptions options, Action body) {
    Objects.requireNonNull(body, "body");
    AsyncTests.<@Nullable Void>run(options, TestRunner.callable(body));
  }

  /**
   * Runs a test in virtual time.
   *
   * @param body the test
   * @param <T> the type of its result
   * @return its result
   */
  public static <T extends @Nullable Object> T run(Callable<T> body) {
    return run(TestOptions.DEFAULT, body);
  }

  /**
   * Runs a test in virtual time.
   *
   * @param body the test
   */
  public static void run(Action body) {
    run(TestOptions.DEFAULT, body);
  }

  /**
   * Suspends the current task until every other task and callback of its loop is blocked: waits for
   * something that none of them can do now. Then a test can look at a state that will not change by
   * itself. Timers that are not due yet do not count, and time does not pass; nor does what is
   * under way outside the loop.
   *
   * <p>Python: {@code trio.testing.wait_all_tasks_blocked}.
   *
   * @throws IllegalStateException outside a task
   */
  public static void waitAllTasksBlocked() {
    Idle.await();
  }

  /**
   * {@return a future that is done when all tasks are blocked, as {@link #waitAllTasksBlocked}
   * waits for}
   *
   * @throws IllegalStateException if no loop is running on this thread
   */
  public static Future<@Nullable Void> allTasksBlocked() {
    return Idle.future((timeout, outsideWork) -> true);
  }

  /**
   * Runs a test again and again, each time under another order of what is ready, until it fails or
   * has passed often enough.
   *
   * <p>Each run has a fresh loop of virtual time. What is outside of it (statics, other threads,
   * the machine's clock) is the test's own business; a sample of the runs is made twice to see that
   * the test depends on nothing but its schedule.
   *
   * @param options how
   * @param body the test
   * @return what was tried
   * @throws ScheduleFailure if the test has failed under one of them
   * @throws NondeterminismError if the test is not the same in two runs of one schedule
   * @throws IllegalStateException if a loop is running on this thread
   */
  public static Exploration explore(ExploreOptions options, Callable<?> body) {
    return explorer(options, ExploredRun::onLoop, body).explore();
  }

  private static Explorer explorer(ExploreOptions options, Stage.Maker stages, Callable<?> body) {
    return new Explorer(options.withProperties(), stages, Objects.requireNonNull(body, "body"));
  }

  /**
   * As {@link #explore(ExploreOptions, Callable)}.
   *
   * @param options how
   * @param body the test
   * @return what was tried
   */
  public static Exploration explore(ExploreOptions options, Action body) {
    Objects.requireNonNull(body, "body");
    return explore(options, TestRunner.callable(body));
  }
}
