package org.asyncio4j;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of {@code wait}: a done-callback of all its futures, until it ends. */
final class WaitingForSome implements Consumer<Future<?>>, Awaiter {
  private final Set<? extends Future<?>> futures;
  private final ReturnWhen returnWhen;
  private final Waiter<@Nullable Void> waiter;
  private final @Nullable TimerHandle timer;
  private int left;

  WaitingForSome(
      BaseEventLoop loop, Set<? extends Future<?>> futures, long nanos, ReturnWhen returnWhen) {
    this.futures = futures;
    this.returnWhen = returnWhen;
    this.left = futures.size();
    this.waiter = new Waiter<>(loop, this);
    this.timer =
        nanos == Waiting.NO_LIMIT
            ? null
            : loop.callAfterNanos(nanos, this::release, loop.running().context);
  }

  void await() {
    futures.forEach(future -> future.addDoneCallback(this));
    try {
      waiter.await();
    } finally {
      stopTimer();
      futures.forEach(future -> future.takeBack(this));
    }
  }

  /** A future is done. */
  @Override
  public void accept(Future<?> done) {
    left--;
    if (left <= 0 || endsTheWait(done)) {
      stopTimer();
      release();
    }
  }

  private boolean endsTheWait(Future<?> done) {
    return switch (returnWhen) {
      case FIRST_COMPLETED -> true;
      case FIRST_EXCEPTION -> !done.cancelled() && done.exception() != null;
      case ALL_COMPLETED -> false;
    };
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void release() {
    if (!waiter.done()) {
      waiter.finish(null);
    }
  }

  // --- call graph: any thread -------------------------------------------------------------------

  @Override
  public List<Future<?>> awaiters() {
    return List.of(waiter);
  }

  Set<? extends Future<?>> futures() {
    return futures;
  }

  ReturnWhen returnWhen() {
    return returnWhen;
  }

  boolean hasTimeLimit() {
    return timer != null;
  }
}
