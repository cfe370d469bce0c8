package org.asyncio4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A loop, seen as an executor: what it is given, it runs as tasks.
 *
 * <p>Any thread may use it. What blocks does so on a foreign thread, suspends a task of the loop,
 * and is refused in a callback of the loop; see {@link LoopCompletableFuture}.
 */
final class LoopExecutorService implements ExecutorService {
  private static final long SHUT_DOWN = 1L << 62;

  private final BaseEventLoop loop;

  // Any thread: how many submissions have not ended, plus SHUT_DOWN. It goes to exactly SHUT_DOWN
  // once, and whoever brings it there completes terminated.
  private final AtomicLong state = new AtomicLong();
  private final LoopCompletableFuture<@Nullable Void> terminated;

  // Set before the loop is told to cancel what has started: what starts later, sees it.
  private volatile boolean stopped;

  // Loop thread.
  private final Set<Submission<?>> running = new LinkedHashSet<>();

  LoopExecutorService(BaseEventLoop loop) {
    this.loop = loop;
    this.terminated = new LoopCompletableFuture<>(loop);
  }

  BaseEventLoop loop() {
    return loop;
  }

  // --- one submission ---------------------------------------------------------------------------

  private <T extends @Nullable Object> Submission<T> submit(Submission<T> submission) {
    begin();
    try {
      loop.callSoonThreadsafe(submission::start, Context.copyContext(), submission::drop);
    } catch (IllegalStateException closed) {
      end();
      throw new RejectedExecutionException(this + " takes nothing more", closed);
    }
    return submission;
  }

  private void begin() {
    long before = state.getAndUpdate(now -> now >= SHUT_DOWN ? now : now + 1);
    if (before >= SHUT_DOWN) {
      throw new RejectedExecutionException(this + " takes nothing more");
    }
  }

  private void end() {
    if (state.decrementAndGet() == SHUT_DOWN) {
      terminated.complete(null);
    }
  }

  boolean stopped() {
    return stopped;
  }

  /** Loop thread. */
  void started(Submission<?> submission) {
    running.add(submission);
  }

  /** Loop thread, or the one that closes it. */
  void ended(Submission<?> submission) {
    running.remove(submission);
    end();
  }

  private static <T extends @Nullable Object> Coroutine<T> coroutine(Runnable command, T result) {
    Arguments.required(command, "command");
    Callable<T> body =
        () -> {
          command.run();
          return result;
        };
    return Coroutine.of(body);
  }

  @Override
  public void execute(Runnable command) {
    submit(new Submission<@Nullable Void>(this, coroutine(command, null), true));
  }

  @Override
  public <T extends @Nullable Object> java.util.concurrent.Future<T> submit(Callable<T> body) {
    return submit(new Submission<>(this, Coroutine.of(body), false));
  }

  @Override
  public java.util.concurrent.Future<?> submit(Runnable command) {
    var submission = new Submission<@Nullable Void>(this, coroutine(command, null), false);
    submit(submission);
    return submission;
  }

  @Override
  public <T extends @Nullable Object> java.util.concurrent.Future<T> submit(
      Runnable command, T result) {
    return submit(new Submission<>(this, coroutine(command, result), false));
  }

  // --- several ----------------------------------------------------------------------------------

  @Override
  public <T extends @Nullable Object> List<java.util.concurrent.Future<T>> invokeAll(
      Collection<? extends Callable<T>> bodies) throws InterruptedException {
    return invokeAll(bodies, Waiting.NO_LIMIT, TimeUnit.NANOSECONDS);
  }

  @Override
  public <T extends @Nullable Object> List<java.util.concurrent.Future<T>> invokeAll(
      Collection<? extends Callable<T>> bodies, long timeout, TimeUnit unit)
      throws InterruptedException {
    Arguments.required(unit, "unit");
    var all = new LoopCompletableFuture<@Nullable Void>(loop);
    List<Submission<T>> submitted = submitAll(bodies);
    try {
      var left = new AtomicInteger(submitted.size());
      if (submitted.isEmpty()) {
        all.complete(null);
      }
      for (Submission<T> each : submitted) {
        each.whenComplete(
            (result, thrown) -> {
              if (left.decrementAndGet() == 0) {
                all.complete(null);
              }
            });
      }
      await(all, timeout, unit);
    } finally {
      submitted.forEach(each -> each.cancel(true)); // those that are done stay as they are
    }
    return List.copyOf(submitted);
  }

  private <T extends @Nullable Object> List<Submission<T>> submitAll(
      Collection<? extends Callable<T>> bodies) {
    var coroutines = new ArrayList<Coroutine<T>>();
    for (Callable<T> body : Arguments.required(bodies, "bodies")) {
      coroutines.add(Coroutine.of(body));
    }
    var submitted = new ArrayList<Submission<T>>();
    try {
      for (Coroutine<T> coroutine : coroutines) {
        submitted.add(submit(new Submission<>(this, coroutine, false)));
      }
    } catch (RejectedExecutionException rejected) {
      submitted.forEach(each -> each.cancel(true));
      throw rejected;
    }
    return submitted;
  }

  /** {@return whether {@code future}, which does not fail, is done in time} */
  private static boolean await(
      LoopCompletableFuture<@Nullable Void> future, long timeout, TimeUnit unit)
      throws InterruptedException {
    try {
      future.get(timeout, unit);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> bodies)
      throws InterruptedException, ExecutionException {
    try {
      return invokeAny(bodies, Waiting.NO_LIMIT, TimeUnit.NANOSECONDS);
    } catch (TimeoutException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> bodies, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    Arguments.required(unit, "unit");
    List<Submission<T>> submitted = submitAll(bodies);
    if (submitted.isEmpty()) {
      throw new IllegalArgumentException("invokeAny: expected at least one task, got none");
    }
    var first = new LoopCompletableFuture<T>(loop);
    var left = new AtomicInteger(submitted.size());
    try {
      for (Submission<T> each : submitted) {
        each.whenComplete(
            (result, thrown) -> {
              if (thrown == null) {
                first.complete(result);
              } else if (left.decrementAndGet() == 0) {
                first.completeExceptionally(notBare(thrown));
              }
            });
      }
      return first.get(timeout, unit);
    } finally {
      submitted.forEach(each -> each.cancel(true));
    }
  }

  /** {@code get} throws a cancellation as it is, where invokeAny says ExecutionException. */
  private static Throwable notBare(Throwable thrown) {
    return thrown instanceof CancellationException ? new CompletionException(thrown) : thrown;
  }

  // --- the end ----------------------------------------------------------------------------------

  @Override
  public void shutdown() {
    if (state.getAndUpdate(now -> now | SHUT_DOWN) == 0) {
      terminated.complete(null);
    }
  }

  /**
   * Cancels everything.
   *
   * @return an empty list: what has not begun ends cancelled too, so that nobody waits for it in
   *     vain
   */
  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    stopped = true;
    loop.soon(() -> List.copyOf(running).forEach(Submission::cancelTask));
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return state.get() >= SHUT_DOWN;
  }

  @Override
  public boolean isTerminated() {
    return terminated.isDone();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return await(terminated, timeout, Arguments.required(unit, "unit"));
  }

  /**
   * Shuts down and waits until everything has ended. Where that wait is interrupted, or the waiting
   * task cancelled, everything is cancelled, and waited for all the same.
   */
  @Override
  public void close() {
    shutdown();
    boolean interrupted = false;
    CancelledError cancelled = null;
    while (true) {
      try {
        terminated.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        shutdownNow();
      } catch (CancelledError e) {
        cancelled = e;
        shutdownNow();
      } catch (ExecutionException impossible) {
        throw new AssertionError(impossible);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (cancelled != null) {
      throw cancelled;
    }
  }

  @Override
  public String toString() {
    long now = state.get();
    String phase = isTerminated() ? "terminated" : now >= SHUT_DOWN ? "shut down" : "open";
    return "LoopExecutorService[%s, tasks=%s, %s]".formatted(phase, now & ~SHUT_DOWN, loop);
  }
}
