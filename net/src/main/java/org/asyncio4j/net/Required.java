package org.asyncio4j.net;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Checks of arguments. */
final class Required {
  private static final double NANOS_PER_SECOND = 1e9;

  private Required() {}

  static <T> T argument(@Nullable T argument, String name) {
    return Objects.requireNonNull(argument, name);
  }

  static int port(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be in 0..65535, got %s".formatted(port));
    }
    return port;
  }

  /** {@return positive seconds} */
  static double positive(double seconds, String name) {
    if (!(seconds > 0)) {
      throw new IllegalArgumentException("%s must be > 0, got %s".formatted(name, seconds));
    }
    return seconds;
  }

  static int positive(int number, String name) {
    if (number <= 0) {
      throw new IllegalArgumentException("%s must be > 0, got %s".formatted(name, number));
    }
    return number;
  }

  static double notNegative(double seconds, String name) {
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException("%s must be >= 0, got %s".formatted(name, seconds));
    }
    return seconds;
  }

  static int notNegative(int number, String name) {
    if (number < 0) {
      throw new IllegalArgumentException("%s must be >= 0, got %s".formatted(name, number));
    }
    return number;
  }

  /**
   * {@return a duration in seconds; one that a long cannot count in nanoseconds as some 292 years}
   */
  static double seconds(Duration duration, String name) {
    return TimeUnit.NANOSECONDS.convert(argument(duration, name)) / NANOS_PER_SECOND;
  }

  static long nanos(double seconds) {
    return Math.round(seconds * NANOS_PER_SECOND);
  }
}
