package org.asyncio4j;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.asyncio4j.spi.Clock;
import org.asyncio4j.spi.EngineKind;
import org.asyncio4j.spi.Reactor;
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
   * nobody retrieved. Pending tasks stay pending for ever. Shuts the default executor down, without
   * waiting for its threads. Does nothing to a closed loop.
   *
   * <p>A {@link SystemExit} or {@link KeyboardInterrupt} that the exception handler throws
   * meanwhile does not cut this short: the first one is thrown at the end, when the loop is closed.
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
  default TimerHandle callLater(Duration delay, Runnable callback) {
    return callLater(delay, callback, Context.copyContext());
  }

  /**
   * As {@link #callLater(double, Runnable)}, in a given context.
   *
   * @param delay how long to wait
   * @param callback runs once
   * @param context where to run it
   * @return what cancels it
   */
  TimerHandle callLater(Duration delay, Runnable callback, Context context);

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

  /**
   * {@return where the loop's time comes from, see {@link LoopOptions#clock}} Any thread may ask.
   */
  Clock clock();

  /**
   * {@return how its tasks suspend}
   *
   * <p>Java only: CPython has one way.
   */
  EngineKind engineKind();

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

  // --- watching ---------------------------------------------------------------------------------

  /**
   * Turns debug mode on or off: creation places in descriptions and reports, calls by wrong threads
   * refused, slow steps logged, stack traces that go on through awaiting tasks.
   *
   * <p>A new loop has it on if the system property {@code asyncio4j.debug} is {@code true} or, with
   * no such property, the environment variable {@code ASYNCIO4J_DEBUG} is not empty.
   *
   * @param enabled whether debug mode is on
   */
  void setDebug(boolean enabled);

  /** {@return whether debug mode is on} */
  boolean getDebug();

  /**
   * Has the loop wait in another reactor from now on: how a module that does I/O becomes part of
   * it. The loop closes the reactor that it has when it is closed. On the loop's thread, or while
   * the loop does not run.
   *
   * <p>Python: {@code selector} of {@code asyncio.SelectorEventLoop}, which cannot be changed.
   *
   * @param replacement makes the new one from the present one, or returns that
   * @throws IllegalStateException if the loop is closed
   */
  void replaceReactor(UnaryOperator<Reactor> replacement);

  /**
   * Sets how long a step or callback may take before debug mode calls it slow; 0.1 at first.
   *
   * @param seconds the limit, not negative
   * @throws IllegalArgumentException if {@code seconds} is negative or not a number
   */
  void setSlowCallbackDuration(double seconds);

  /** {@return how many seconds a step or callback may take before debug mode calls it slow} */
  double getSlowCallbackDuration();

  /**
   * Has an observer told what this loop does from now on. One that is there already is not added
   * again. To be called on the loop's thread, or before the loop runs. If a task calls it, the
   * first news is that the task's step ends.
   *
   * @param observer is told
   */
  void addObserver(LoopObserver observer);

  /**
   * Tells an observer no more; does nothing if it is not there.
   *
   * @param observer what was given to {@link #addObserver}
   */
  void removeObserver(LoopObserver observer);

  // --- signals ----------------------------------------------------------------------------------

  /**
   * Has {@code callback} run whenever the process gets a signal, as by {@link #callSoonThreadsafe}:
   * a sleeping loop wakes. It replaces this loop's earlier handler of the signal. Of several loops
   * that handle one signal the newest is called.
   *
   * @param signal a name, such as INT or SIGTERM
   * @param callback runs once for each signal, in a copy of the current context
   * @throws IllegalArgumentException if there is no such signal
   * @throws IllegalStateException if the signal cannot be handled, as KILL and STOP, or if the loop
   *     is closed
   * @throws UnsupportedOperationException if the JVM has no module {@code jdk.unsupported}
   */
  default void addSignalHandler(String signal, Runnable callback) {
    BaseEventLoop.of(this).signalHandlers.add(signal, callback);
  }

  /**
   * Ends what {@link #addSignalHandler} began, and restores the handler that was there before; so
   * does {@link #close}. A callback whose signal has come but which has not begun will not run.
   *
   * @param signal a name, such as INT or SIGTERM
   * @return whether this loop had a handler for the signal
   * @throws IllegalArgumentException if there is no such signal
   */
  default boolean removeSignalHandler(String signal) {
    return BaseEventLoop.of(this).signalHandlers.remove(signal);
  }

  // --- threads ----------------------------------------------------------------------------------

  /**
   * Has a thread of {@code executor} run a blocking function.
   *
   * <p>Under a virtual clock, time stands still until the function has ended. An executor that
   * drops the function is found out when the garbage collector is; the future then fails with a
   * {@link java.util.concurrent.RejectedExecutionException}. One that runs it in the calling thread
   * blocks the loop. If the loop is closed before the function ends, the outcome is dropped.
   *
   * @param executor runs the function
   * @param body the function; no part of a task, so it cannot wait for anything of asyncio
   * @param whenCancelled what a cancellation of the future does to the function
   * @param <T> the type of its result
   * @return its result; what it throws is the future's exception, the same object
   * @throws java.util.concurrent.RejectedExecutionException if the executor refuses
   * @throws IllegalStateException if the loop is closed
   */
  default <T extends @Nullable Object> Future<T> runInExecutor(
      Executor executor, Callable<T> body, WhenCancelled whenCancelled) {
    return ExecutorFuture.submit(BaseEventLoop.of(this), executor, body, whenCancelled);
  }

  /**
   * As {@link #runInExecutor(Executor, Callable, WhenCancelled)}, without a result.
   *
   * @param executor runs the function
   * @param body the function
   * @param whenCancelled what a cancellation of the future does to the function
   * @return its end
   */
  default Future<@Nullable Void> runInExecutor(
      Executor executor, Action body, WhenCancelled whenCancelled) {
    return runInExecutor(executor, ExecutorFuture.callable(body), whenCancelled);
  }

  /**
   * As {@link #runInExecutor(Executor, Callable, WhenCancelled)}; a cancellation only detaches the
   * function, which runs to its end.
   *
   * @param executor runs the function
   * @param body the function
   * @param <T> the type of its result
   * @return its result
   */
  default <T extends @Nullable Object> Future<T> runInExecutor(
      Executor executor, Callable<T> body) {
    return runInExecutor(executor, body, WhenCancelled.DETACH);
  }

  /**
   * As {@link #runInExecutor(Executor, Callable)}, without a result.
   *
   * @param executor runs the function
   * @param body the function
   * @return its end
   */
  default Future<@Nullable Void> runInExecutor(Executor executor, Action body) {
    return runInExecutor(executor, ExecutorFuture.callable(body));
  }

  /**
   * As {@link #runInExecutor(Executor, Callable, WhenCancelled)}, on the default executor.
   *
   * @param body the function
   * @param whenCancelled what a cancellation of the future does to the function
   * @param <T> the type of its result
   * @return its result
   * @throws IllegalStateException also if the default executor has been shut down
   */
  default <T extends @Nullable Object> Future<T> runInExecutor(
      Callable<T> body, WhenCancelled whenCancelled) {
    return BaseEventLoop.of(this).defaultExecutor().submit(body, whenCancelled);
  }

  /**
   * As {@link #runInExecutor(Callable, WhenCancelled)}, without a result.
   *
   * @param body the function
   * @param whenCancelled what a cancellation of the future does to the function
   * @return its end
   */
  default Future<@Nullable Void> runInExecutor(Action body, WhenCancelled whenCancelled) {
    return runInExecutor(ExecutorFuture.callable(body), whenCancelled);
  }

  /**
   * As {@link #runInExecutor(Executor, Callable)}, on the default executor.
   *
   * @param body the function
   * @param <T> the type of its result
   * @return its result
   * @throws IllegalStateException also if the default executor has been shut down
   */
  default <T extends @Nullable Object> Future<T> runInExecutor(Callable<T> body) {
    return runInExecutor(body, WhenCancelled.DETACH);
  }

  /**
   * As {@link #runInExecutor(Callable)}, without a result.
   *
   * @param body the function
   * @return its end
   */
  default Future<@Nullable Void> runInExecutor(Action body) {
    return runInExecutor(ExecutorFuture.callable(body));
  }

  /**
   * Sets what runs functions for which no executor is given. The loop shuts it down when it closes;
   * one that it replaces is left alone.
   *
   * <p>Without it the loop makes a pool when it first needs one: at most 32 threads, 4 more than
   * there are processors, named {@code asyncio4j-thread-0} and so on, which are no daemons.
   *
   * @param executor the executor
   */
  default void setDefaultExecutor(ExecutorService executor) {
    BaseEventLoop.of(this).defaultExecutor().set(Arguments.required(executor, "executor"));
  }

  /**
   * Shuts the default executor down and waits, by suspending the current task, until its threads
   * have ended; from now on it runs nothing new. If the waiting task is cancelled, the executor is
   * shut down all the same.
   */
  default void shutdownDefaultExecutor() {
    BaseEventLoop.of(this).defaultExecutor().shutdown(Long.MAX_VALUE);
  }

  /**
   * As {@link #shutdownDefaultExecutor()}, for a time at most; then logs a warning and goes on.
   *
   * @param timeout seconds, of real time also under a virtual clock
   * @throws IllegalArgumentException if {@code timeout} is not a number
   */
  default void shutdownDefaultExecutor(double timeout) {
    BaseEventLoop.of(this).defaultExecutor().shutdown(Arguments.nanos(timeout, "timeout"));
  }

  /**
   * As {@link #shutdownDefaultExecutor(double)}.
   *
   * @param timeout how long to wait, in real time also under a virtual clock
   */
  default void shutdownDefaultExecutor(Duration timeout) {
    BaseEventLoop.of(this).defaultExecutor().shutdown(Arguments.nanos(timeout, "timeout"));
  }

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
