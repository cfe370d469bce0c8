package org.asyncio4j.net;

/**
 * A socket for datagrams, and who is told of them.
 *
 * <p>Python: the pair that {@code loop.create_datagram_endpoint} returns.
 *
 * @param transport sends datagrams
 * @param protocol what the protocol factory made
 * @param <P> its type
 */
public record DatagramEndpoint<P extends DatagramProtocol>(DatagramTransport transport, P protocol)
    implements AutoCloseable {

  /** Closes the transport: {@link BaseTransport#close}. */
  @Override
  public void close() {
    transport.close();
  }
}
