package org.asyncio4j;

import org.asyncio4j.internal.engine.MemoryReserve;

/**
 * How a body ended that has thrown.
 *
 * @param thrown what it threw, or the cancellation that came out as that
 */
record Threw(Throwable thrown) {
  // For a body whose end not even the reserve has memory for.
  private static final Threw OUT_OF_MEMORY = new Threw(new OutOfMemoryError("at a body's end"));

  /** Has everything at hand that {@link #by} needs: to load a class takes memory, too. */
  static void prepare() {
    MemoryReserve.fill();
  }

  /** On the body's thread: {@return what {@code thrown} by the body of the current task means} */
  static Threw by(Throwable thrown) {
    MemoryReserve.releaseFor(thrown);
    try {
      return new Threw(InterruptedCall.asCancellation(thrown));
    } catch (OutOfMemoryError again) {
      return asItIs(thrown, again);
    }
  }

  private static Threw asItIs(Throwable thrown, OutOfMemoryError again) {
    MemoryReserve.releaseFor(again);
    try {
      return new Threw(thrown);
    } catch (OutOfMemoryError full) {
      return OUT_OF_MEMORY;
    }
  }
}
