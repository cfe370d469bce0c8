package org.asyncio4j.net;

import java.nio.ByteBuffer;

/**
 * A transport that sends. It never blocks: what cannot be sent at once is kept, and when that is
 * more than the high-water mark, the protocol's {@link BaseProtocol#pauseWriting} is called.
 *
 * <p>Python: {@code asyncio.WriteTransport}.
 */
public interface WriteTransport extends BaseTransport {

  /**
   * Sends bytes, now or later; after the loss of the connection they are dropped.
   *
   * @param data is copied: the caller may use the array again
   * @throws IllegalStateException after {@link #writeEof}
   */
  void write(byte[] data);

  /**
   * Sends the remaining bytes of a buffer, which is then at its limit.
   *
   * @param data is copied: the caller may use the buffer again
   * @throws IllegalStateException after {@link #writeEof}
   */
  void write(ByteBuffer data);

  /**
   * Sends several pieces, one after the other.
   *
   * @param pieces each is copied
   * @throws IllegalStateException after {@link #writeEof}
   */
  default void writelines(Iterable<byte[]> pieces) {
    pieces.forEach(this::write);
  }

  /**
   * Ends the sending side when all is sent; receiving goes on.
   *
   * @throws UnsupportedOperationException if this kind of transport cannot
   */
  void writeEof();

  /** {@return whether {@link #writeEof} works here} */
  boolean canWriteEof();

  /** Closes at once: what is not sent yet is dropped. The protocol is told that it is lost. */
  void abort();

  /** {@return how many bytes are kept, to be sent} */
  int getWriteBufferSize();

  /** {@return the marks of flow control} */
  WriteBufferLimits getWriteBufferLimits();

  /**
   * Sets the marks of flow control, which take effect at once.
   *
   * @param limits more than {@code high} bytes kept pauses the protocol, {@code low} or fewer
   *     resumes it
   */
  void setWriteBufferLimits(WriteBufferLimits limits);
}
