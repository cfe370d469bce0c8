package org.asyncio4j.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * Memory set aside for the end of a body that has run out of memory: to complete its task and to
 * tell who waits for it takes a little.
 */
public final class MemoryReserve {
  // Large enough to be given back by the collector as a whole.
  private static final int BYTES = 1 << 20;
  private static final int PLENTY = 4;

  // Static state: all loops of the process share one heap. Any thread; a race costs one array.
  private static volatile byte @Nullable [] reserve;

  private MemoryReserve() {}

  /**
   * Sets the memory aside, if there is plenty now: else what has just been given up for somebody
   * would be taken from him. Quick if it has been done.
   *
   * @return whether it is there
   */
  public static boolean fill() {
    if (reserve == null) {
      try {
        reserve = new byte[PLENTY * BYTES]; // whatever is garbage is collected for that
        reserve = new byte[BYTES];
      } catch (OutOfMemoryError notNow) {
        reserve = null;
      }
    }
    return reserve != null;
  }

  /** Gives the memory up if {@code thrown} says that there is too little. Allocates nothing. */
  public static void releaseFor(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      reserve = null;
    }
  }
}
