package org.asyncio4j.internal.engine;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Memory set aside for the end of a body that has run out of memory: to complete its task and to
 * tell who waits for it takes a little. In several parts, for whoever runs out of it again at once.
 */
public final class MemoryReserve {
  private static final int PARTS = 4;

  // Large enough to be given back by the collector as a whole.
  private static final int BYTES_OF_A_PART = 1 << 19;
  private static final int PLENTY = 4 << 20;
  private static final long RETRY_NANOS = 1_000_000;

  // Static state: all loops of the process share one heap. Any thread; filled upwards and given up
  // downwards, and a race costs a part too many or too few.
  private static final AtomicReferenceArray<byte[]> RESERVE = new AtomicReferenceArray<>(PARTS);

  private MemoryReserve() {}

  /**
   * Sets the memory aside, if there is plenty now: else what has just been given up for somebody
   * would be taken from him. Quick if it has been done.
   *
   * @return whether all of it is there
   */
  public static boolean fill() {
    if (RESERVE.get(PARTS - 1) != null) {
      return true;
    }
    try {
      RESERVE.set(PARTS - 1, new byte[PLENTY]); // whatever is garbage is collected for that
      RESERVE.set(PARTS - 1, null);
      for (int i = 0; i < PARTS; i++) {
        RESERVE.compareAndSet(i, null, new byte[BYTES_OF_A_PART]);
      }
      return true;
    } catch (OutOfMemoryError notNow) {
      return false;
    }
  }

  /** Gives a part up if {@code thrown} says that there is too little. Allocates nothing. */
  public static void releaseFor(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      int last = PARTS - 1;
      while (last > 0 && RESERVE.get(last) == null) {
        last--;
      }
      RESERVE.set(last, null);
    }
  }

  /**
   * As {@link #releaseFor}, and then waits a moment, in which other threads may free memory: for
   * callers that must retry until they succeed.
   */
  public static void awaitMoreAfter(OutOfMemoryError full) {
    releaseFor(full);
    LockSupport.parkNanos(RETRY_NANOS);
  }
}
