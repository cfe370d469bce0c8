package org.asyncio4j.internal.loop;

import java.util.concurrent.locks.LockSupport;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/** A reactor without I/O: parks the loop's thread until the next timer or wake-up. */
public final class ParkReactor implements Reactor {
  // A wake-up that no await has seen yet. Set by any thread, cleared by the loop's.
  private volatile boolean woken;

  // The loop's thread while it is in await, else null. The loop writes it before it reads woken, a
  // waker writes woken before it reads this one: so one of the two always sees the other.
  private volatile @Nullable Thread waiting;

  @Override
  public void await(long timeoutNanos, boolean outsideWork) {
    if (timeoutNanos > 0) {
      park(timeoutNanos);
    }
    if (woken) {
      woken = false;
    }
  }

  private void park(long timeoutNanos) {
    waiting = Thread.currentThread();
    try {
      if (!woken) {
        if (timeoutNanos == FOREVER) {
          LockSupport.park(this);
        } else {
          LockSupport.parkNanos(this, timeoutNanos);
        }
      }
    } finally {
      waiting = null;
    }
  }

  @Override
  public void wakeup() {
    if (woken) {
      return;
    }
    woken = true;
    LockSupport.unpark(waiting);
  }
}
