package org.asyncio4j.testing.plain;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.spi.Reactor;
import org.asyncio4j.testing.VirtualClock;

/** Moves the virtual clock to the next timer when no thread and no task is ready. */
final class SimulationReactor implements Reactor {
  // For a wake-up from outside to be named as that, not as the deadlock that it would have ended.
  private static final long GRACE_MILLIS = 50;

  private final Simulation simulation;
  private final VirtualClock clock;
  private final Semaphore wakeups = new Semaphore(0);

  SimulationReactor(Simulation simulation, VirtualClock clock) {
    this.simulation = simulation;
    this.clock = clock;
  }

  @Override
  public void await(long timeoutNanos, boolean outsideWork) {
    simulation.scheduler().settle();
    boolean woken = wakeups.drainPermits() > 0;
    boolean waits = timeoutNanos != 0 && !woken;
    if (!simulation.goesOn(waits) || !waits) {
      return;
    }
    if (timeoutNanos != FOREVER) {
      clock.elapse(Duration.ofNanos(timeoutNanos));
    } else if (!wokenInRealTime()) {
      throw simulation.stuck(outsideWork);
    }
  }

  private boolean wokenInRealTime() {
    boolean interrupted = false;
    try {
      return wakeups.tryAcquire(GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void wakeup() {
    wakeups.release();
  }
}
