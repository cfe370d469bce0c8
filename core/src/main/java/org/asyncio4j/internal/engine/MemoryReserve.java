package org.asyncio4j.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * Memory set aside for the end of a body that has run out of memory: to complete its task and to
 * tell who waits for it takes a little.
 */
public final class MemoryReserve {
  // Large enough to be given back by the collector as a whole.
  private static final int BYTES = 1 << 20;

  // Static state: all loops of the process share one heap. Any thread; a race costs one array.
  private static volatile byte @Nullable [] reserve;

  private MemoryReserve() {}

  /** Sets the memory aside, if there is enough of it now. Quick if that has been done. */
  public static void fill() {
    if (reserve == null) {
      try {
        reserve = new byte[BYTES];
      } catch (OutOfMemoryError notNow) {
        // A later call will.
      }
    }
  }

  /** Gives the memory up if {@code thrown} says that there is too little. Allocates nothing. */
  public static void releaseFor(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      reserve = null;
    }
  }
}
