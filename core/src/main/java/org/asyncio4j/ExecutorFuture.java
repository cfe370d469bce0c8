package org.asyncio4j;

import static org.asyncio4j.Log.LOG;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The result of a function that a thread of an executor runs. */
final class ExecutorFuture<T extends @Nullable Object> extends Future<T> {
  private final ThreadCall<T> call;
  private final WhenCancelled whenCancelled;
  private boolean cancelRequested; // and granted when the function has ended
  private @Nullable Object cancelReason;

  private ExecutorFuture(BaseEventLoop loop, Callable<T> body, WhenCancelled whenCancelled) {
    super(loop);
    this.call = new ThreadCall<>(body, this);
    this.whenCancelled = whenCancelled;
  }

  static <T extends @Nullable Object> Future<T> submit(
      BaseEventLoop loop, Executor executor, Callable<T> body, WhenCancelled whenCancelled) {
    Arguments.required(executor, "executor");
    Arguments.required(body, "body");
    Arguments.required(whenCancelled, "whenCancelled");
    loop.checkClosed();
    var future = new ExecutorFuture<>(loop, body, whenCancelled);
    loop.outsideWorkBegins();
    try {
      // Queues and pools have locks.
      OnLoopThread.run(loop, () -> future.call.handTo(executor));
    } catch (Throwable refused) {
      future.call.skip();
      throw refused;
    }
    return future;
  }

  /** As {@code submit} to the default executor, in a copy of the current context, and waits. */
  static <T extends @Nullable Object> T toThread(Callable<T> body, WhenCancelled whenCancelled) {
    Arguments.required(body, "body");
    BaseEventLoop loop = Running.requiredTask("toThread").loop();
    Context context = Context.copyContext();
    return loop.runInExecutor(() -> context.run(body), whenCancelled).await();
  }

  static Callable<@Nullable Void> callable(Action body) {
    Arguments.required(body, "body");
    return () -> {
      body.run();
      return null;
    };
  }

  @Override
  boolean cancelWith(@Nullable Object reason) {
    if (done() || call.skip() || whenCancelled == WhenCancelled.DETACH) {
      return becomeCancelled(reason);
    }
    cancelRequested = true;
    cancelReason = reason;
    call.interrupt();
    return true;
  }

  /** Loop thread: the function has returned. */
  void arrive(T result) {
    if (cancelRequested) {
      becomeCancelled(cancelReason);
    } else if (!done()) {
      finish(result);
    }
  }

  /** Loop thread: the function has thrown, or will never run. */
  void arriveFailure(Throwable thrown) {
    if (cancelRequested) {
      var cancelled = CancelledError.because(cancelReason);
      cancelled.initCause(thrown);
      becomeCancelled(cancelled);
    } else if (done()) {
      logLost(thrown);
    } else {
      fail(thrown);
    }
  }

  /** Nobody can get this exception any more. CPython says nothing. */
  static void logLost(Throwable thrown) {
    LOG.log(
        System.Logger.Level.DEBUG,
        "exception in a thread whose future was cancelled or whose loop was closed",
        thrown);
  }
}
