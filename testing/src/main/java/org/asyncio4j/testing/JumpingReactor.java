package org.asyncio4j.testing;

import java.util.concurrent.Semaphore;
import org.asyncio4j.Asyncio;
import org.asyncio4j.spi.Reactor;

/**
 * Instead of waiting for the next timer, moves the virtual clock to it.
 *
 * <p>While something outside the loop is under way it really waits, and the clock stands still.
 */
final class JumpingReactor implements Reactor {
  private final VirtualClock clock;
  private final Semaphore wakeups = new Semaphore(0);

  JumpingReactor(VirtualClock clock) {
    this.clock = clock;
  }

  @Override
  public void await(long timeoutNanos, boolean outsideWork) {
    boolean woken = wakeups.drainPermits() > 0;
    if (timeoutNanos == 0 || woken) {
      return;
    }
    if (outsideWork) {
      wakeups.acquireUninterruptibly();
    } else if (timeoutNanos == FOREVER) {
      throw DeadlockError.of(Asyncio.getRunningLoop());
    } else {
      clock.jump(timeoutNanos);
    }
  }

  @Override
  public void wakeup() {
    wakeups.release();
  }
}
