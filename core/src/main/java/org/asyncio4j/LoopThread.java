package org.asyncio4j;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An event loop on a thread of its own, for a program of plain threads that hands coroutines to it:
 *
 * <pre>{@code
 * try (var background = LoopThread.start()) {
 *   CompletableFuture<Integer> sum = background.submit(() -> { sleep(1); return 1 + 2; });
 *   IO.println(sum.join());
 * }
 * }</pre>
 *
 * <p>{@link #close} ends it as {@link Asyncio#run} ends: what is left is cancelled and awaited, so
 * {@code finally} blocks run; then the loop closes and the thread ends. The thread is no daemon: a
 * program that does not close it does not end.
 *
 * <p>Any thread may call the methods.
 *
 * <p>Java only; the counterpart of anyio's {@code start_blocking_portal}.
 */
public final class LoopThread implements AutoCloseable {
  private final CompletableFuture<EventLoop> running = new CompletableFuture<>();
  private final Thread thread;
  private final EventLoop loop;

  // Loop thread only, but for the write before running completes.
  private @Nullable Future<@Nullable Void> end;

  // Written by the thread before it ends, read after join.
  private @Nullable Throwable thrown;

  // Whether close has been called, by any thread.
  private volatile boolean closing;

  private LoopThread(RunOptions options) {
    thread =
        Thread.ofPlatform().name("asyncio4j-background").daemon(false).start(() -> work(options));
    try {
      loop = running.join();
    } catch (CompletionException failed) {
      Throwable cause = failed.getCause();
      throw Throwables.sneak(cause == null ? failed : cause);
    }
  }

  /** {@return a loop that runs now, with the default options} */
  public static LoopThread start() {
    return start(RunOptions.DEFAULT);
  }

  /**
   * {@return a loop that runs now}
   *
   * @param options how; what their loop factory throws is thrown
   */
  public static LoopThread start(RunOptions options) {
    return new LoopThread(Arguments.required(options, "options"));
  }

  private void work(RunOptions options) {
    try (var runner = new Runner(options)) {
      runner.run(this::untilClosed);
    } catch (Throwable failure) {
      thrown = failure;
      running.completeExceptionally(failure); // no effect once it runs
    }
  }

  private void untilClosed() {
    EventLoop here = Arguments.required(Running.loopOrNull(), "loop");
    Future<@Nullable Void> closed = here.createFuture();
    end = closed;
    running.complete(here);
    closed.await();
  }

  /** {@return the loop} Other threads may call its thread-safe methods only. */
  public EventLoop loop() {
    return loop;
  }

  /**
   * Runs a coroutine as a task of the loop.
   *
   * @param coroutine what to run
   * @param <T> the type of the result
   * @return its outcome; cancelling it cancels the task. Waiting for it blocks a foreign thread
   * @throws RejectedExecutionException if this has been closed, or the loop has ended
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(Coroutine<T> coroutine) {
    Arguments.required(coroutine, "coroutine");
    if (closing || loop.isClosed()) {
      throw rejected(null);
    }
    try {
      return Bridge.submit(coroutine, BaseEventLoop.of(loop));
    } catch (IllegalStateException closed) {
      throw loop.isClosed() ? rejected(closed) : closed;
    }
  }

  private static RejectedExecutionException rejected(@Nullable Throwable cause) {
    return new RejectedExecutionException(
        "the loop thread is closed, expected one that runs", cause);
  }

  /**
   * As {@link #submit(Coroutine)}.
   *
   * @param body what to run
   * @param <T> the type of the result
   * @return its outcome; cancelling it cancels the task
   * @throws RejectedExecutionException if this has been closed, or the loop has ended
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> body) {
    return submit(Coroutine.of(body));
  }

  /**
   * As {@link #submit(Coroutine)}, without a result.
   *
   * @param body what to run
   * @return its end; cancelling it cancels the task
   * @throws RejectedExecutionException if this has been closed, or the loop has ended
   */
  public CompletableFuture<@Nullable Void> submit(Action body) {
    return submit(Coroutine.of(body));
  }

  /**
   * Cancels what is left, waits until it has ended, closes the loop and waits for the thread's end.
   * An interrupt of the caller meanwhile is kept. Once closed, it does nothing more.
   *
   * <p>If an exception such as a {@link SystemExit} has left the loop and so ended it early, each
   * call throws it.
   *
   * @throws IllegalStateException on the loop's own thread, where this would wait for itself
   */
  @Override
  public void close() {
    if (Running.loopOrNull() == loop) {
      throw new IllegalStateException(
          "close of a loop thread on its own loop would wait for itself: call it on another thread");
    }
    closing = true;
    try {
      loop.callSoonThreadsafe(this::finish);
    } catch (IllegalStateException alreadyClosed) {
      // The thread is about to end, or has.
    }
    joinThread();
    if (thrown != null) {
      throw Throwables.sneak(thrown);
    }
  }

  private void finish() {
    if (end != null && !end.done()) {
      end.setResult(null);
    }
  }

  private void joinThread() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "LoopThread[%s]".formatted(loop);
  }
}
