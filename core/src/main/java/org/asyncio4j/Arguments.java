package org.asyncio4j;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Checks and conversions of arguments. */
final class Arguments {
  private static final double NANOS_PER_SECOND = 1e9;

  private Arguments() {}

  static <T> T required(@Nullable T argument, String name) {
    return Objects.requireNonNull(argument, name);
  }

  /**
   * Converts seconds to nanoseconds; what does not fit becomes the largest or smallest long, and no
   * time however short becomes none.
   *
   * @throws IllegalArgumentException if {@code seconds} is not a number
   */
  static long nanos(double seconds, String name) {
    if (Double.isNaN(seconds)) {
      throw new IllegalArgumentException("%s must be a number of seconds, got NaN".formatted(name));
    }
    long nanos = Math.round(seconds * NANOS_PER_SECOND);
    return nanos == 0 && seconds > 0 ? 1 : nanos;
  }

  /** Converts a duration to nanoseconds; what does not fit becomes the largest or smallest long. */
  static long nanos(Duration duration, String name) {
    return TimeUnit.NANOSECONDS.convert(required(duration, name));
  }

  static double seconds(long nanos) {
    return nanos / NANOS_PER_SECOND;
  }

  /** {@return the deadline {@code delay} after {@code now}; {@link Long#MAX_VALUE} means never} */
  static long deadline(long now, long delay) {
    long deadline = now + delay;
    boolean overflow = ((now ^ deadline) & (delay ^ deadline)) < 0;
    if (!overflow) {
      return deadline;
    }
    return delay > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
  }
}
