package org.asyncio4j.net;

import java.time.Duration;
import java.util.Objects;
import org.asyncio4j.Asyncio;

/**
 * One direction of a connection in memory: decides when, and whether, what is sent arrives. To
 * simulate a network, write one.
 *
 * <p>Java only: for tests and simulations.
 */
@FunctionalInterface
public interface Wire {

  /**
   * Carries something to the other side. Called on the loop's thread, in the order of sending; must
   * arrive in that order.
   *
   * @param bytes how many bytes of data; 0 for a sign without any: the end, or a reset
   * @param arrival to be run once, later, in a callback of the loop; or never, if it gets lost, and
   *     then nothing that is sent after it may arrive
   */
  void carry(int bytes, Runnable arrival);

  /**
   * Tells the sender that the other side has received so much that there is room for more. Called
   * on the loop's thread, and only while the sender waits for that.
   *
   * <p>By default the sender knows at once.
   *
   * @param arrival to be run once, now or later; or never, if the connection is lost
   */
  default void acknowledge(Runnable arrival) {
    arrival.run();
  }

  /**
   * Told that the sender has more to send than the wire takes, and waits for room; perhaps several
   * times while it waits. Called on the loop's thread. A simulation may have it find out that
   * nobody makes room any more.
   *
   * <p>By default nothing happens.
   */
  default void blocked() {}

  /** {@return a wire on which everything arrives in the next iteration of the loop} */
  static Wire immediate() {
    return (_, arrival) -> Asyncio.getRunningLoop().callSoon(arrival);
  }

  /**
   * {@return a wire on which everything arrives after a time}
   *
   * @param seconds how long it takes, not negative
   * @throws IllegalArgumentException if {@code seconds} is negative or not a number
   */
  static Wire delayed(double seconds) {
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException("seconds must be >= 0, got " + seconds);
    }
    return (_, arrival) -> Asyncio.getRunningLoop().callLater(seconds, arrival);
  }

  /**
   * {@return a wire on which everything arrives after a time}
   *
   * @param delay how long it takes, not negative
   * @throws IllegalArgumentException if {@code delay} is negative
   */
  static Wire delayed(Duration delay) {
    if (Objects.requireNonNull(delay, "delay").isNegative()) {
      throw new IllegalArgumentException("delay must be >= 0, got " + delay);
    }
    return (_, arrival) -> Asyncio.getRunningLoop().callLater(delay, arrival);
  }
}
