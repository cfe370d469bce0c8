package org.asyncio4j.net;

import java.nio.ByteBuffer;

/**
 * Is told of a stream of bytes, which are put into buffers of its own.
 *
 * <p>Python: {@code asyncio.BufferedProtocol}.
 */
public interface BufferedProtocol extends BaseProtocol {

  /**
   * {@return where to put what has arrived, between its position and its limit; not without room}
   *
   * @param sizeHint how much would be good, or -1
   */
  ByteBuffer getBuffer(int sizeHint);

  /**
   * Bytes have been put into the buffer of the last {@link #getBuffer}, whose position has moved.
   *
   * @param bytes how many
   */
  void bufferUpdated(int bytes);

  /**
   * The other side sends no more.
   *
   * @return what the transport shall do then
   */
  default Protocol.AfterEof eofReceived() {
    return Protocol.AfterEof.CLOSE;
  }
}
