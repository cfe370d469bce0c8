package org.asyncio4j.net;

import java.util.Objects;

/**
 * A connection that has been made, and who is told of it.
 *
 * <p>Python: the pairs that {@code loop.create_connection}, {@code loop.subprocess_exec} and their
 * kin return.
 *
 * @param transport the connection
 * @param protocol what the protocol factory made
 * @param <T> the kind of transport
 * @param <P> the kind of protocol
 */
public record Connection<T extends BaseTransport, P extends BaseProtocol>(T transport, P protocol)
    implements AutoCloseable {

  /** Checks that both are there. */
  public Connection {
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(protocol, "protocol");
  }

  /** Closes the transport: {@link BaseTransport#close}. */
  @Override
  public void close() {
    transport.close();
  }
}
