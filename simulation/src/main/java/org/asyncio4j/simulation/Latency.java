package org.asyncio4j.simulation;

import java.util.random.RandomGenerator;

/**
 * How long something takes, each time anew.
 *
 * <p>Java only.
 */
@FunctionalInterface
public interface Latency {

  /**
   * {@return how many nanoseconds it takes this time, not negative}
   *
   * @param random the only source of chance
   */
  long nanos(RandomGenerator random);

  /**
   * {@return always the same time}
   *
   * @param seconds from 0 to a million
   * @throws IllegalArgumentException if it is not
   */
  static Latency fixed(double seconds) {
    long nanos = Checks.nanos(seconds, "seconds");
    return _ -> nanos;
  }

  /**
   * {@return a time between two limits, each as likely as the other}
   *
   * @param least seconds, from 0 to a million
   * @param most seconds, not less, to a million
   * @throws IllegalArgumentException if they are not
   */
  static Latency uniform(double least, double most) {
    long from = Checks.nanos(least, "least");
    long to = Checks.nanos(most, "most");
    if (to < from) {
      throw new IllegalArgumentException("most must be >= %s, got %s".formatted(least, most));
    }
    return random -> random.nextLong(from, to + 1);
  }

  /**
   * {@return a least time, and on top of it one that is short most of the times}
   *
   * @param least seconds, from 0 to a million
   * @param mean seconds, from 0 to a million: of what is on top, exponentially distributed
   * @throws IllegalArgumentException if they are not
   */
  static Latency exponential(double least, double mean) {
    long from = Checks.nanos(least, "least");
    long scale = Checks.nanos(mean, "mean");
    // StrictMath: the same on every machine.
    return random -> from + (long) (-StrictMath.log(1 - random.nextDouble()) * scale);
  }

  /**
   * {@return a least time that is now and then exceeded by far, a thousand times at most: one in
   * thirty takes ten times as long, one in a thousand a hundred times}
   *
   * @param least seconds, from 0 to a million
   * @throws IllegalArgumentException if it is not
   */
  static Latency longTail(double least) {
    long from = Checks.nanos(least, "least");
    return random ->
        (long) (from * Math.min(1000, StrictMath.pow(1 - random.nextDouble(), -1 / 1.5)));
  }
}
