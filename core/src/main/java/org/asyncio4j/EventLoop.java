package org.asyncio4j;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs callbacks and tasks, one at a time, in the order in which they became ready.
 *
 * <p>Programs use {@link Asyncio#run}; this is for those who write callbacks, libraries and tests.
 * Nothing here may be called by another thread than the loop's, except where it says so.
 *
 * <p>Python: {@code asyncio.AbstractEventLoop}.
 */
public sealed interface EventLoop extends TaskCreator permits BaseEventLoop {

  /** {@return a new loop of the kind that {@link LoopOptions#current} says} */
  static EventLoop create() {
    return create(LoopOptions.current());
  }

  /**
   * {@return a new loop}
   *
   * @param options clock, reactor, engine
   */
  static EventLoop create(LoopOptions options) {
    return new BaseEventLoop(Arguments.required(options, "options"));
  }

  // --- running ----------------------------------------------------------------------------------

  /**
   * Runs until {@link #stop}.
   *
   * @throws IllegalStateException if the loop is closed, or it or another runs on this thread
   */
  void runForever();

  /**
   * Runs until {@code awaitable} is done; a coroutine is made a task.
   *
   * @param awaitable what to wait for
   * @param <T> the type of the result
   * @return its result; what it throws is thrown
   * @throws IllegalStateException as {@link #runForever}, or if the loop is stopped before
   */
  <T extends @Nullable Object> T runUntilComplete(Awaitable<T> awaitable);

  /**
   * Runs {@code body} as a task until it is done.
   *
   * @param body what to run
   * @param <T> the type of the result
   * @return its result; what it throws is thrown
   */
  default <T extends @Nullable Object> T runUntilComplete(Callable<T> body) {
    return runUntilComplete(Coroutine.of(body));
  }

  /**
   * Runs {@code body} as a task until it is done.
   *
   * @param body what to run; what it throws is thrown
   */
  default void runUntilComplete(Action body) {
    runUntilComplete(Coroutine.of(body));
  }

  /** Has {@link #runForever} return at the end of the present iteration, or of its first one. */
  void stop();

  /** {@return whether the loop is running} Any thread may ask. */
  boolean isRunning();

  /** {@return whether the loop has been closed} Any thread may ask. */
  boolean isClosed();

  /**
   * Drops everything that is scheduled, and reports tasks that are not done and exceptions that
   * nobody retrieved. Pending tasks stay pending for ever. Does nothing to a closed loop.
   *
   * @throws IllegalStateException if the loop is running
   */
  void close();

  /**
   * Closes all asynchronous generators that have started and not ended, all at the same time, and
   * waits for them; what they throw is reported to the exception handler. To be called in a task;
   * {@link Asyncio#run} and {@link Runner} do so at their end. A generator that starts afterwards
   * is logged as a warning.
   *
   * <p>If the task is cancelled meanwhile, so are the tasks that close the generators; they are
   * waited for nevertheless.
   *
   * @throws IllegalStateException outside a task of this loop
   */
  void shutdownAsyncgens();

  /**
   * Begins to drive the loop from outside, as an alternative to {@link #runForever}: then {@link
   * #runOnce} again and again, at last {@link #runForeverCleanup}, all on one thread.
   *
   * <p>Python: {@code loop._run_forever_setup}.
   */
  void runForeverSetup();

  /**
   * Runs one iteration: waits until something is ready, runs what is ready.
   *
   * <p>Python: {@code loop._run_once}.
   */
  void runOnce();

  /**
   * Ends driving the loop from outside.
   *
   * <p>Python: {@code loop._run_forever_cleanup}.
   */
  void runForeverCleanup();

  // --- scheduling -------------------------------------------------------------------------------

  /**
   * Has {@code callback} run in the next iteration, after what is scheduled already.
   *
   * @param callback runs once, in a copy of the current context
   * @return what cancels it
   * @throws IllegalStateException if the loop is closed
   */
  default Handle callSoon(Runnable callback) {
    return callSoon(callback, Context.copyContext());
  }

  /**
   * As {@link #callSoon(Runnable)}, in a given context.
   *
   * @param callback runs once
   * @param context where to run it
   * @return what cancels it
   * @throws IllegalStateException if the loop is closed
   */
  Handle callSoon(Runnable callback, Context context);

  /**
   * As {@link #callSoon(Runnable)}, for every thread: wakes the loop.
   *
   * @param callback runs once, on the loop's thread
   * @return what cancels it; any thread may, and then waits while the callback is running
   * @throws IllegalStateException if the loop is closed
   */
  default Handle callSoonThreadsafe(Runnable callback) {
    return callSoonThreadsafe(callback, Context.copyContext());
  }

  /**
   * As {@link #callSoonThreadsafe(Runnable)}, in a given context.
   *
   * @param callback runs once, on the loop's thread
   * @param context where to run it
   * @return what cancels it
   * @throws IllegalStateException if the loop is closed
   */
  Handle callSoonThreadsafe(Runnable callback, Context context);

  /**
   * Has {@code callback} run after a delay. Callbacks of one deadline run in order of their calls.
   *
   * @param delay seconds; if negative or zero, the next iteration
   * @param callback runs once, in a copy of the current context
   * @return what cancels it
   * @throws IllegalArgumentException if {@code delay} is not a number
   * @throws IllegalStateException if the loop is closed
   */
  default TimerHandle callLater(double delay, Runnable callback) {
    return callLater(delay, callback, Context.copyContext());
  }

  /**
   * As {@link #callLater(double, Runnable)}, in a given context.
   *
   * @param delay seconds
   * @param callback runs once
   * @param context where to run it
   * @return what cancels it
   */
  TimerHandle callLater(double delay, Runnable callback, Context context);

  /**
   * As {@link #callLater(double, Runnable)}.
   *
   * @param delay how long to wait
   * @param callback runs once
   * @return what cancels it
   */
  TimerHandle callLater(Duration delay, Runnable callback);

  /**
   * Has {@code callback} run at a time.
   *
   * @param when seconds of {@link #time}
   * @param callback runs once, in a copy of the current context
   * @return what cancels it
   * @throws IllegalArgumentException if {@code when} is not a number
   * @throws IllegalStateException if the loop is closed
   */
  default TimerHandle callAt(double when, Runnable callback) {
    return callAt(when, callback, Context.copyContext());
  }

  /**
   * As {@link #callAt(double, Runnable)}, in a given context.
   *
   * @param when seconds of {@link #time}
   * @param callback runs once
   * @param context where to run it
   * @return what cancels it
   */
  TimerHandle callAt(double when, Runnable callback, Context context);

  /** {@return the loop's monotonic time, in seconds from an arbitrary origin} */
  double time();

  // --- futures and tasks ------------------------------------------------------------------------

  /**
   * {@return a new pending future of this loop}
   *
   * @param <T> the type of the result
   */
  <T extends @Nullable Object> Future<T> createFuture();

  /**
   * Has all tasks of this loop made by {@code factory}.
   *
   * @param factory makes the tasks
   */
  void setTaskFactory(TaskFactory factory);

  /** Has tasks made by {@link Task#create} again. */
  void resetTaskFactory();

  /** {@return the task factory, if one is set} */
  Optional<TaskFactory> getTaskFactory();

  // --- errors -----------------------------------------------------------------------------------

  /**
   * Has reports given to {@code handler} instead of logged.
   *
   * @param handler is told; it runs in the context of the task or callback concerned
   */
  void setExceptionHandler(ExceptionHandler handler);

  /** Has reports logged again. */
  void resetExceptionHandler();

  /** {@return the exception handler, if one is set} */
  Optional<ExceptionHandler> getExceptionHandler();

  /**
   * Reports to the exception handler, or else to the default one. Never throws anything but {@link
   * KeyboardInterrupt} and {@link SystemExit}.
   *
   * @param report what went wrong
   */
  void callExceptionHandler(ErrorReport report);

  /**
   * Logs a report as an error of the {@link System.Logger} named {@code asyncio4j}.
   *
   * @param report what went wrong
   */
  void defaultExceptionHandler(ErrorReport report);
}
