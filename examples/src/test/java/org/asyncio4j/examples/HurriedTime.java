package org.asyncio4j.examples;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.spi.Reactor;

/**
 * Time for loops that other threads have to do with, so that no clock can jump: it does pass, but a
 * second takes a millisecond.
 */
final class HurriedTime implements Reactor {
  private static final int HURRY = 1000;

  private final Semaphore wakeups = new Semaphore(0);

  static LoopOptions options() {
    long start = System.nanoTime();
    return LoopOptions.DEFAULT
        .withClock(() -> (System.nanoTime() - start) * HURRY)
        .withReactor(HurriedTime::new);
  }

  @Override
  public void await(long timeoutNanos, boolean outsideWork) {
    if (timeoutNanos == FOREVER) {
      wakeups.acquireUninterruptibly();
    } else {
      waitFor(timeoutNanos / HURRY);
    }
    wakeups.drainPermits();
  }

  private void waitFor(long nanos) {
    try {
      wakeups.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("a loop clears interrupts before it waits", e);
    }
  }

  @Override
  public void wakeup() {
    wakeups.release();
  }
}
