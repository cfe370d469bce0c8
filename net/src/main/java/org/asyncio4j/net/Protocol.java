package org.asyncio4j.net;

/**
 * Is told of a stream of bytes.
 *
 * <p>Python: {@code asyncio.Protocol}.
 */
public interface Protocol extends BaseProtocol {

  /** What becomes of a connection whose other side sends no more. */
  enum AfterEof {
    /** The transport closes itself. */
    CLOSE,
    /** It stays open for sending. */
    KEEP_OPEN
  }

  /**
   * Bytes have arrived, cut anywhere.
   *
   * @param data the receiver's own
   */
  default void dataReceived(byte[] data) {}

  /**
   * The other side sends no more.
   *
   * @return what the transport shall do then
   */
  default AfterEof eofReceived() {
    return AfterEof.CLOSE;
  }
}
