package org.asyncio4j;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where a task waits for what another thread leaves for it; {@link #ring} may be called by any. */
final class Doorbell {
  private final BaseEventLoop loop;

  // The task sets it before it looks for something; who leaves something reads it afterwards: so
  // one of the two sees the other. However much is left, one ring at a time is on its way.
  private final AtomicBoolean listening = new AtomicBoolean();

  private @Nullable Future<@Nullable Void> waiter; // loop thread

  Doorbell(BaseEventLoop loop) {
    this.loop = loop;
  }

  /** Any thread, after it has left something. */
  void ring() {
    if (!listening.compareAndSet(true, false)) {
      return;
    }
    try {
      loop.callSoonThreadsafe(this::wake, new Context());
    } catch (IllegalStateException closed) {
      // The loop has been closed: the task waits no more.
    }
  }

  private void wake() {
    if (waiter != null && !waiter.done()) {
      waiter.finish(null);
    }
  }

  /** Waits in the current task while there is nothing. */
  void awaitWhile(BooleanSupplier nothingThere) {
    while (nothingThere.getAsBoolean()) {
      Future<@Nullable Void> waiting = new Future<>(loop);
      waiter = waiting;
      listening.set(true);
      try {
        if (nothingThere.getAsBoolean()) {
          waiting.await();
        }
      } finally {
        waiter = null;
      }
    }
  }

  /** As {@link #awaitWhile}, where other threads than the loop's may ring. */
  void awaitOthersWhile(BooleanSupplier nothingThere) {
    loop.outsideWorkBegins();
    try {
      awaitWhile(nothingThere);
    } finally {
      loop.outsideWorkEnds();
    }
  }
}
