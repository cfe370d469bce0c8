package org.asyncio4j.testing;

import java.time.Duration;
import org.asyncio4j.spi.Clock;

/**
 * A clock that stands still until it is moved; begins at zero.
 *
 * <p>Any thread may read it; only the thread of its loop moves it.
 *
 * <p>Java only: CPython's users override {@code loop.time()}.
 */
public final class VirtualClock implements Clock {
  // Volatile for the readers on other threads; there is one writer.
  private volatile long now;

  /** Makes a clock that shows zero. */
  public VirtualClock() {}

  @Override
  public long nanos() {
    return now;
  }

  /**
   * Moves the clock.
   *
   * @param duration by how much
   * @throws IllegalArgumentException if it is negative
   */
  public void advance(Duration duration) {
    advanceNanos(duration.toNanos());
  }

  void advanceNanos(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("a clock cannot go back, got %d ns".formatted(nanos));
    }
    long moved = Math.addExact(now, nanos);
    now = moved;
  }

  @Override
  public String toString() {
    return "VirtualClock[%s]".formatted(Duration.ofNanos(now));
  }
}
