package org.asyncio4j;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A completable future that a loop completes, and that may be waited for on that loop too.
 *
 * <p>Its {@code get} and {@code join} block a foreign thread, as ever. In a task of the loop they
 * suspend the task, whatever the engine; a cancellation of that task leaves this future alone. In a
 * plain callback of the loop, where the wait could never end, they are refused.
 */
class LoopCompletableFuture<T extends @Nullable Object> extends CompletableFuture<T> {
  private final BaseEventLoop loop;

  // Loop thread only: one for each task that waits here.
  private @Nullable Set<Future<@Nullable Void>> waiters;

  LoopCompletableFuture(BaseEventLoop loop) {
    this.loop = loop;
  }

  final BaseEventLoop loop() {
    return loop;
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    if (waitsOnTheLoop()) {
      suspendUntilDone(Long.MAX_VALUE);
    }
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!waitsOnTheLoop()) {
      return super.get(timeout, unit);
    }
    suspendUntilDone(unit.toNanos(timeout));
    if (!isDone()) {
      throw new TimeoutException("not done within %s %s".formatted(timeout, unit));
    }
    return super.get();
  }

  @Override
  public T join() {
    if (waitsOnTheLoop()) {
      suspendUntilDone(Long.MAX_VALUE);
    }
    return super.join();
  }

  private boolean waitsOnTheLoop() {
    if (isDone() || !loop.running().isCurrent()) {
      return false;
    }
    if (loop.running().task == null) {
      throw new IllegalStateException(
          "waiting on the loop's own thread would never end: wait in a task or on another thread");
    }
    return true;
  }

  private void suspendUntilDone(long nanos) {
    Future<@Nullable Void> waiter = new Future<>(loop);
    TimerHandle timer = loop.callAfterNanos(nanos, () -> wake(waiter), loop.running().context);
    Set<Future<@Nullable Void>> all = waiters;
    if (all == null) {
      all = new LinkedHashSet<>();
      waiters = all;
      // One callback for all waits: the JDK would keep the callback of a wait that is over, or
      // search for it.
      whenComplete((result, thrown) -> loop.soon(this::wakeAll));
    }
    all.add(waiter);
    try {
      waiter.await();
    } finally {
      timer.cancel();
      all.remove(waiter);
    }
  }

  private void wakeAll() {
    if (waiters != null) {
      List.copyOf(waiters).forEach(LoopCompletableFuture::wake);
    }
  }

  private static void wake(Future<@Nullable Void> waiter) {
    if (!waiter.done()) {
      waiter.finish(null);
    }
  }
}
