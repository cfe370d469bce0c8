package org.asyncio4j;

import java.lang.ref.ReferenceQueue;
import java.util.List;

/**
 * What nobody has picked up yet: exceptions of futures that nobody retrieved, coroutines that
 * nobody awaited.
 *
 * <p>Each is reported once: when the garbage collector has found that nobody can pick it up any
 * more and the loop is next about to wait, or at the latest when the loop closes, in order of
 * creation. Loop thread only.
 */
final class Leftovers {
  // Ends of a list that its elements leave by themselves.
  private final Leftover head = Leftover.sentinel();
  private final ReferenceQueue<Object> abandoned = new ReferenceQueue<>();
  private final BaseEventLoop loop;

  Leftovers(BaseEventLoop loop) {
    this.loop = loop;
  }

  /**
   * {@return what reports a failed future, unless it is settled before}
   *
   * @param wasShielded by a shield that was cancelled, or timed out, before
   */
  Leftover neverRetrieved(Future<?> future, Throwable exception, boolean wasShielded) {
    if (exception instanceof OutOfMemoryError) {
      loop.refillReserve();
    }
    Object kind = wasShielded ? Leftover.SHIELDED : future.kindName();
    return add(new Leftover(future, abandoned, kind, exception, madeAt(future)));
  }

  Leftover neverAwaited(Coroutine<?> coroutine) {
    return add(new Leftover(coroutine, abandoned, coroutine.bodyClass(), null, madeAt(coroutine)));
  }

  // By the time of the report the object may be gone, and its entry with it.
  private List<StackTraceElement> madeAt(Object watched) {
    Debug debug = loop.debug();
    return debug == null ? List.of() : debug.stacks().of(watched);
  }

  private Leftover add(Leftover leftover) {
    leftover.insertBefore(head);
    return leftover;
  }

  /** Reports what the garbage collector has found abandoned since the last call. */
  void reportAbandoned() {
    while (abandoned.poll() instanceof Leftover leftover) {
      report(leftover);
    }
  }

  /** Reports everything that is left. */
  void reportAll(InAnyCase closing) {
    for (Leftover left = head.next(); left != head; left = head.next()) {
      Leftover leftover = left;
      closing.run(() -> report(leftover));
    }
  }

  private void report(Leftover leftover) {
    if (leftover.settle()) {
      loop.callExceptionHandler(leftover.toReport());
    }
  }
}
