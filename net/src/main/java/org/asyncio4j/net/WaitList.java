package org.asyncio4j.net;

import java.util.LinkedHashSet;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/** Tasks that wait for the same thing, each on its own: cancelling one concerns no other. */
final class WaitList {
  private final EventLoop loop;
  private @Nullable LinkedHashSet<Future<@Nullable Void>> waiters;

  WaitList(EventLoop loop) {
    this.loop = loop;
  }

  /** Suspends the current task until it is woken. Who is cancelled leaves nothing behind. */
  void await() {
    if (waiters == null) {
      waiters = new LinkedHashSet<>();
    }
    Future<@Nullable Void> waiter = loop.createFuture();
    waiters.add(waiter);
    try {
      Asyncio.await(waiter);
    } finally {
      waiters.remove(waiter);
    }
  }

  /** Wakes all who wait. */
  void wakeAll() {
    if (waiters != null) {
      for (Future<@Nullable Void> waiter : waiters) {
        if (!waiter.done()) {
          waiter.setResult(null);
        }
      }
    }
  }

  /** Throws into all who wait. */
  void failAll(Throwable exception) {
    if (waiters != null) {
      for (Future<@Nullable Void> waiter : waiters) {
        if (!waiter.done()) {
          fail(waiter, exception);
        }
      }
    }
  }

  /** Fails a future whose waiter may be cancelled in the same round: that is no leftover. */
  static void fail(Future<?> waiter, Throwable exception) {
    waiter.setException(exception);
    waiter.exception();
  }
}
