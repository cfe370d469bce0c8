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
   * Sends a datagram, now or later. An empty one is not sent.
   *
   * @param data is copied
   * @param receiver where to, or null for the address that the endpoint is connected to
   * @throws IllegalArgumentException if there is no address, or it is not the connected one
   */
  void sendto(byte[] data, @Nullable SocketAddress receiver);

  /** Closes at once: what is not sent yet is dropped. */
  void abort();
}
