package org.asyncio4j.net;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Sends datagrams.
 *
 * <p>Python: {@code asyncio.DatagramTransport}.
 */
public interface DatagramTransport extends BaseTransport {

  /**
   * Sends a datagram, now or later. It may be empty, unless the endpoint is connected and its loop
   * waits for sockets with NIO: the JDK cannot send that.
   *
   * @param data is copied
   * @param receiver where to, or null for the address that the endpoint is connected to
   * @throws IllegalArgumentException if there is no address, or it is not the connected one
   * @throws UnsupportedOperationException if it is empty and cannot be sent
   */
  void sendto(byte[] data, @Nullable SocketAddress receiver);

  /** Closes at once: what is not sent yet is dropped. */
  void abort();
}
