package org.asyncio4j.net;

import java.net.SocketAddress;

/**
 * A datagram that has arrived.
 *
 * <p>Python: the pair that {@code loop.sock_recvfrom} returns.
 */
public final class ReceivedDatagram {
  private final byte[] data;
  private final SocketAddress sender;

  ReceivedDatagram(byte[] data, SocketAddress sender) {
    this.data = data;
    this.sender = sender;
  }

  /** {@return its bytes, the receiver's own} */
  public byte[] data() {
    return data;
  }

  /** {@return where it comes from} */
  public SocketAddress sender() {
    return sender;
  }

  @Override
  public String toString() {
    return "ReceivedDatagram[%s bytes from %s]".formatted(data.length, sender);
  }
}
