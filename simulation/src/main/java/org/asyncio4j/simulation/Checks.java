package org.asyncio4j.simulation;

import java.time.Duration;
import java.util.Locale;

/** Checks of arguments. */
final class Checks {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  private Checks() {}

  /** {@return seconds that are not negative, as nanoseconds} */
  static long nanos(double seconds, String name) {
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException("%s must be >= 0, got %s".formatted(name, seconds));
    }
    return Math.round(seconds * NANOS_PER_SECOND);
  }

  /** {@return nanoseconds as people read them} */
  static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f ms", nanos / NANOS_PER_MILLI);
  }

  static double probability(double value, String name) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("%s must be in 0..1, got %s".formatted(name, value));
    }
    return value;
  }

  static Duration positive(Duration duration, String name) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException("%s must be > 0, got %s".formatted(name, duration));
    }
    return duration;
  }
}
