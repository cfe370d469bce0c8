package org.asyncio4j.net;

import java.net.SocketAddress;

/**
 * Is told of datagrams.
 *
 * <p>Python: {@code asyncio.DatagramProtocol}.
 */
public interface DatagramProtocol extends BaseProtocol {

  /**
   * A datagram has arrived.
   *
   * @param data the receiver's own
   * @param sender where it comes from
   */
  default void datagramReceived(byte[] data, SocketAddress sender) {}

  /**
   * Sending or receiving failed; the transport stays open.
   *
   * @param exception why
   */
  default void errorReceived(Exception exception) {}
}
