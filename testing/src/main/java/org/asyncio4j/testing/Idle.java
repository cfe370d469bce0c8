package org.asyncio4j.testing;

import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.LoopObserver;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/** Waits for the moment when a loop has nothing ready, before it waits or its clock jumps. */
final class Idle implements LoopObserver {
  /** Stands for "there is no timer". */
  static final long NO_TIMER = Reactor.FOREVER;

  /** Which of these moments is meant. */
  @FunctionalInterface
  interface When {
    boolean test(long timeoutNanos, boolean outsideWork);
  }

  private final Future<@Nullable Void> idle;
  private final When when;

  private Idle(EventLoop loop, When when) {
    this.idle = loop.createFuture();
    this.when = when;
  }

  /** Suspends the current task until nothing but it could run. */
  static void await() {
    await((timeout, outsideWork) -> true);
  }

  static void await(When when) {
    Asyncio.await(future(when));
  }

  /** {@return a future that is done when nothing is ready} */
  static Future<@Nullable Void> future(When when) {
    EventLoop loop = Asyncio.getRunningLoop();
    var waiting = new Idle(loop, when);
    loop.addObserver(waiting);
    return waiting.idle;
  }

  @Override
  public void idle(EventLoop loop, long timeoutNanos, boolean outsideWork) {
    if (idle.done()) { // cancelled
      loop.removeObserver(this);
    } else if (when.test(timeoutNanos, outsideWork)) {
      loop.removeObserver(this);
      idle.setResult(null);
    }
  }
}
