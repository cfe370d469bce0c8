package org.asyncio4j.simulation;

import java.time.Duration;
import java.util.Objects;

/**
 * How a simulated network behaves.
 *
 * <p>Java only.
 *
 * @param link every direction between two nodes, unless the network is told otherwise
 * @param connectTimeout how long a node tries to connect to one that does not answer
 * @param sendTimeout how long a node sends again what the other side does not confirm, before it
 *     gives the connection up
 * @param window bytes: how much of a stream may be on its way in one direction
 */
public record NetworkOptions(
    LinkOptions link, Duration connectTimeout, Duration sendTimeout, int window) {
  private static final int USUAL_WINDOW = 64 * 1024;

  /** The usual link, and the patience of Linux: 127 seconds to connect, 924 for what was sent. */
  public static final NetworkOptions DEFAULT =
      new NetworkOptions(
          LinkOptions.DEFAULT, Duration.ofSeconds(127), Duration.ofSeconds(924), USUAL_WINDOW);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if a time or the window is not positive
   */
  public NetworkOptions {
    Objects.requireNonNull(link, "link");
    Checks.positive(connectTimeout, "connectTimeout");
    Checks.positive(sendTimeout, "sendTimeout");
    if (window <= 0) {
      throw new IllegalArgumentException("window must be > 0, got " + window);
    }
  }

  /**
   * {@return these options with another link}
   *
   * @param link every direction between two nodes
   */
  public NetworkOptions withLink(LinkOptions link) {
    return new NetworkOptions(link, connectTimeout, sendTimeout, window);
  }

  /**
   * {@return these options with another patience of who connects}
   *
   * @param timeout how long a node tries
   */
  public NetworkOptions withConnectTimeout(Duration timeout) {
    return new NetworkOptions(link, timeout, sendTimeout, window);
  }

  /**
   * {@return these options with another patience of who sends}
   *
   * @param timeout how long a node sends again what is not confirmed
   */
  public NetworkOptions withSendTimeout(Duration timeout) {
    return new NetworkOptions(link, connectTimeout, timeout, window);
  }

  /**
   * {@return these options with another window}
   *
   * @param bytes how much of a stream may be on its way
   */
  public NetworkOptions withWindow(int bytes) {
    return new NetworkOptions(link, connectTimeout, sendTimeout, bytes);
  }
}
