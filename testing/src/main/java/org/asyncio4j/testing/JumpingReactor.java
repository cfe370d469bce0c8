package org.asyncio4j.testing;

import java.util.concurrent.Semaphore;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/**
 * Instead of waiting for the next timer, moves the virtual clock to it.
 *
 * <p>While something outside the loop is under way it really waits, and the clock stands still.
 */
final class JumpingReactor implements Reactor {
  private final VirtualClock clock;
  private final Semaphore wakeups = new Semaphore(0);
  private @Nullable EventLoop loop;

  JumpingReactor(VirtualClock clock) {
    this.clock = clock;
  }

  /** Whose tasks a deadlock names. */
  void attach(EventLoop loop) {
    this.loop = loop;
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
      throw DeadlockError.of(loop == null ? java.util.Set.of() : Asyncio.allTasks(loop));
    } else {
      clock.advanceNanos(timeoutNanos);
    }
  }

  @Override
  public void wakeup() {
    wakeups.release();
  }
}
