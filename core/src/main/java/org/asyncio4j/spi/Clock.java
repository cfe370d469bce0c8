package org.asyncio4j.spi;

/**
 * The time of an event loop: monotonic, in nanoseconds from an arbitrary origin.
 *
 * <p>Python: overriding {@code loop.time()}.
 */
@FunctionalInterface
public interface Clock {

  /** The machine's monotonic clock. */
  Clock SYSTEM = System::nanoTime;

  /** {@return the current time in nanoseconds; never less than an earlier answer} */
  long nanos();
}
