package org.asyncio4j;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs several programs after each other, in one loop and one context; then cleans up.
 *
 * <p>Python: {@code asyncio.Runner}.
 */
public final class Runner implements AutoCloseable {

  /*
   *   CREATED --first use--> OPEN --close--> CLOSED
   */
  private enum State {
    CREATED,
    OPEN,
    CLOSED
  }

  private static final Duration THREAD_JOIN_TIMEOUT = Duration.ofMinutes(5);

  private final RunOptions options;
  private State state = State.CREATED;
  private @Nullable EventLoop loop;
  private @Nullable Context context;

  // What left the loop in a run; in the clean-up, whoever awaits the task it came from throws it
  // again.
  private @Nullable Throwable leftTheLoop;

  /** Makes a runner with a loop of the default kind. */
  public Runner() {
    this(RunOptions.DEFAULT);
  }

  /**
   * Makes a runner; its loop is made when it is first needed.
   *
   * @param options how to make the loop
   */
  public Runner(RunOptions options) {
    this.options = Arguments.required(options, "options");
  }

  static void requireNoRunningLoop(String caller) {
    if (Running.loopOrNull() != null) {
      throw new IllegalStateException(
          caller + " cannot be called while an event loop is running on this thread");
    }
  }

  /**
   * {@return the loop}
   *
   * @throws IllegalStateException if this runner is closed
   */
  public EventLoop getLoop() {
    return open();
  }

  /** Only such a loop becomes the thread's current one, as in CPython. */
  private boolean makesDefaultLoop() {
    return options.loopFactory() == RunOptions.DEFAULT.loopFactory();
  }

  private EventLoop open() {
    if (state == State.CLOSED) {
      throw new IllegalStateException("Runner is closed");
    }
    EventLoop opened = loop;
    if (opened == null) {
      opened = options.loopFactory().get();
      options.debug().ifPresent(opened::setDebug);
      loop = opened;
      if (makesDefaultLoop()) {
        Running.current().currentLoop = opened;
      }
      context = Context.copyContext();
      state = State.OPEN;
    }
    return opened;
  }

  /**
   * Runs a program until it is done; changes that it makes to context variables stay for the next.
   *
   * <p>Ctrl-C (SIGINT) cancels the program; if it ends by that, {@link KeyboardInterrupt} is
   * thrown. A second one leaves the loop at once. This is so if the JVM's main thread calls, and
   * nobody has a handler for the signal.
   *
   * @param main the program
   * @param <T> the type of its result
   * @return its result; what it throws is thrown
   * @throws IllegalStateException if this runner is closed or a loop is running on this thread
   * @throws KeyboardInterrupt if the user has interrupted the program
   */
  public <T extends @Nullable Object> T run(Awaitable<T> main) {
    Arguments.required(main, "main");
    requireNoRunningLoop("Runner.run");
    open();
    return run(main, Arguments.required(context, "context"));
  }

  /**
   * As {@link #run(Awaitable)}, in a given context.
   *
   * @param main the program
   * @param context where to run it
   * @param <T> the type of its result
   * @return its result
   */
  public <T extends @Nullable Object> T run(Awaitable<T> main, Context context) {
    Arguments.required(context, "context");
    requireNoRunningLoop("Runner.run");
    EventLoop opened = open();
    // Not by a switch, see Futures.
    Coroutine<T> coroutine =
        Arguments.required(main, "main") instanceof Future<T> future
            ? Coroutine.of((Callable<T>) future::await)
            : (Coroutine<T>) main;
    Task<T> task = opened.createTask(coroutine, TaskOptions.DEFAULT.withContext(context));
    try {
      return UserInterrupt.during(BaseEventLoop.of(opened), task);
    } catch (KeyboardInterrupt | SystemExit thrown) {
      leftTheLoop = thrown;
      if (task.done()) {
        task.markRetrieved(); // the caller hears of it now
      }
      throw thrown;
    }
  }

  /**
   * As {@link #run(Awaitable)}.
   *
   * @param main the program
   * @param <T> the type of its result
   * @return its result
   */
  public <T extends @Nullable Object> T run(Callable<T> main) {
    return run(Coroutine.of(main));
  }

  /**
   * As {@link #run(Awaitable)}.
   *
   * @param main the program
   */
  public void run(Action main) {
    run(Coroutine.of(main));
  }

  /**
   * As {@link #run(Awaitable, Context)}.
   *
   * @param main the program
   * @param context where to run it
   * @param <T> the type of its result
   * @return its result
   */
  public <T extends @Nullable Object> T run(Callable<T> main, Context context) {
    return run(Coroutine.of(main), context);
  }

  /**
   * As {@link #run(Awaitable, Context)}.
   *
   * @param main the program
   * @param context where to run it
   */
  public void run(Action main, Context context) {
    run(Coroutine.of(main), context);
  }

  /** Runs a program and closes; what leaves the loop then goes before the program's own failure. */
  @SuppressWarnings("NullAway") // there is a result, or something was thrown
  <T extends @Nullable Object> T runAndClose(Awaitable<T> main) {
    var inAnyCase = new InAnyCase();
    T result = inAnyCase.call(() -> run(main));
    inAnyCase.run(this::close);
    inAnyCase.end();
    return result;
  }

  /**
   * Cancels and awaits all tasks that are left, closes the asynchronous generators that are, waits
   * for the threads of the default executor, for 300 seconds at most, and closes the loop. A second
   * call does nothing.
   *
   * <p>A {@link SystemExit} or {@link KeyboardInterrupt} that leaves the loop meanwhile ends the
   * waiting; the loop is closed all the same, with all its reports. One that the exception handler
   * throws for a report made here is thrown at the end.
   */
  @Override
  public void close() {
    EventLoop opened = loop;
    if (state != State.OPEN || opened == null) {
      return;
    }
    var closing = new InAnyCase();
    closing.run(
        () -> {
          cancelAll(opened, closing);
          opened.runUntilComplete(opened::shutdownAsyncgens);
          joinThreads(opened);
        });
    if (makesDefaultLoop()) {
      Running.current().currentLoop = null;
    }
    closing.run(opened::close);
    loop = null;
    state = State.CLOSED;
    closing.end();
  }

  private void cancelAll(EventLoop loop, InAnyCase closing) {
    Set<Task<?>> left = BaseEventLoop.of(loop).tasks().snapshot();
    if (left.isEmpty()) {
      return;
    }
    CancelWalk.cancelAll(left);
    Future<?> ended = Gather.<@Nullable Object>outcomes(left);
    awaitInSpiteOfOldNews(ended, loop);
    for (Task<?> task : left) {
      Throwable failure = task.cancelled() ? null : task.exception();
      if (failure != null && failure != leftTheLoop) {
        ErrorReport report =
            ErrorReport.of("unhandled exception during Asyncio.run shutdown")
                .withException(failure)
                .withTask(task);
        closing.run(() -> loop.callExceptionHandler(report));
      }
    }
  }

  private void joinThreads(EventLoop loop) {
    Task<?> joining = loop.createTask(() -> loop.shutdownDefaultExecutor(THREAD_JOIN_TIMEOUT));
    awaitInSpiteOfOldNews(joining, loop);
  }

  /** What has left the loop before and does so again must not cut the clean-up short. */
  private void awaitInSpiteOfOldNews(Future<?> ended, EventLoop loop) {
    while (!ended.done()) {
      try {
        loop.runUntilComplete(ended);
      } catch (KeyboardInterrupt | SystemExit thrown) {
        if (thrown != leftTheLoop) {
          throw thrown;
        }
      }
    }
  }
}
