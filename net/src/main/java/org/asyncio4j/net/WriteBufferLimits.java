package org.asyncio4j.net;

/**
 * When a transport that has too much to send pauses its protocol.
 *
 * <p>Python: {@code high} and {@code low} of {@code WriteTransport.set_write_buffer_limits}.
 *
 * @param low bytes; at this many or fewer the protocol goes on
 * @param high bytes; above this many it is paused
 */
public record WriteBufferLimits(int low, int high) {

  /** 16 and 64 KiB. */
  public static final WriteBufferLimits DEFAULT = ofHigh(64 * 1024);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException unless {@code 0 <= low <= high}
   */
  public WriteBufferLimits {
    if (low < 0 || high < low) {
      throw new IllegalArgumentException(
          "expected 0 <= low <= high, got low=%s, high=%s".formatted(low, high));
    }
  }

  /**
   * {@return limits whose low mark is a quarter of the high one}
   *
   * @param high bytes
   */
  public static WriteBufferLimits ofHigh(int high) {
    return new WriteBufferLimits(high / 4, high);
  }

  /**
   * {@return limits whose high mark is four times the low one}
   *
   * @param low bytes
   */
  public static WriteBufferLimits ofLow(int low) {
    return new WriteBufferLimits(low, Math.multiplyExact(4, low));
  }
}
