package org.asyncio4j.simulation;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * How one direction between two nodes behaves.
 *
 * <p>A part of a stream that gets lost is sent again, as TCP does: it arrives late. A datagram that
 * gets lost is gone. Duplicates and overtaking are for datagrams alone.
 *
 * <p>Java only.
 *
 * @param latency how long anything is on its way
 * @param loss with which probability it is lost, from 0 to 1
 * @param duplication with which probability a datagram arrives twice, from 0 to 1
 * @param reordering with which probability a datagram may be overtaken by later ones, from 0 to 1
 * @param bytesPerSecond how much fits through; without limit if empty
 */
public record LinkOptions(
    Latency latency,
    double loss,
    double duplication,
    double reordering,
    OptionalLong bytesPerSecond) {

  /** Half a millisecond to two of them; nothing is lost, duplicated or overtaken; no limit. */
  public static final LinkOptions DEFAULT =
      new LinkOptions(Latency.uniform(0.0005, 0.002), 0, 0, 0, OptionalLong.empty());

  static final LinkOptions LOOPBACK = DEFAULT.withLatency(Latency.fixed(0.000_02));

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if a probability is not between 0 and 1, or the bandwidth not
   *     positive
   */
  public LinkOptions {
    Objects.requireNonNull(latency, "latency");
    Checks.probability(loss, "loss");
    Checks.probability(duplication, "duplication");
    Checks.probability(reordering, "reordering");
    bytesPerSecond.ifPresent(
        bandwidth -> {
          if (bandwidth <= 0) {
            throw new IllegalArgumentException("bytesPerSecond must be > 0, got " + bandwidth);
          }
        });
  }

  /**
   * {@return these options with another latency}
   *
   * @param latency how long anything is on its way
   */
  public LinkOptions withLatency(Latency latency) {
    return new LinkOptions(latency, loss, duplication, reordering, bytesPerSecond);
  }

  /**
   * {@return these options with loss}
   *
   * @param probability from 0 to 1
   */
  public LinkOptions withLoss(double probability) {
    return new LinkOptions(latency, probability, duplication, reordering, bytesPerSecond);
  }

  /**
   * {@return these options with duplicates of datagrams}
   *
   * @param probability from 0 to 1
   */
  public LinkOptions withDuplication(double probability) {
    return new LinkOptions(latency, loss, probability, reordering, bytesPerSecond);
  }

  /**
   * {@return these options with datagrams that are overtaken}
   *
   * @param probability from 0 to 1
   */
  public LinkOptions withReordering(double probability) {
    return new LinkOptions(latency, loss, duplication, probability, bytesPerSecond);
  }

  /**
   * {@return these options with a limit to what fits through}
   *
   * @param bytesPerSecond positive
   */
  public LinkOptions withBandwidth(long bytesPerSecond) {
    return new LinkOptions(latency, loss, duplication, reordering, OptionalLong.of(bytesPerSecond));
  }
}
