package org.asyncio4j.simulation;

import java.time.Duration;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.asyncio4j.Asyncio;

/** Checks of arguments. */
final class Checks {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  // Eleven days, of which even the longest tail is a number of nanoseconds.
  private static final double MOST_SECONDS = 1e6;

  private Checks() {}

  /** {@return seconds that are not negative, as nanoseconds} */
  static long nanos(double seconds, String name) {
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException("%s must be >= 0, got %s".formatted(name, seconds));
    }
    if (seconds > MOST_SECONDS) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be <= %,.0f, got %s", name, MOST_SECONDS, seconds));
    }
    return Math.round(seconds * NANOS_PER_SECOND);
  }

  /** {@return how long it takes this time} Anybody may have written a latency. */
  static long drawn(Latency latency, RandomGenerator random) {
    long nanos = latency.nanos(random);
    if (nanos < 0) {
      throw new IllegalArgumentException(
          "a latency must be >= 0 nanoseconds, got %s from %s".formatted(nanos, latency));
    }
    return nanos;
  }

  static void noRunningLoop(String caller) {
    try {
      Asyncio.getRunningLoop();
    } catch (IllegalStateException asItShouldBe) {
      return;
    }
    throw new IllegalStateException(
        caller + " cannot be called while an event loop is running on this thread");
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
