package org.asyncio4j.net;

import java.util.Objects;

/**
 * A transport and the protocol that was made for it.
 *
 * <p>Python: the pairs that {@code loop.subprocess_exec} and its kin return.
 *
 * @param transport the connection
 * @param protocol is told of it
 * @param <T> the kind of transport
 * @param <P> the kind of protocol
 */
public record Connected<T extends BaseTransport, P extends BaseProtocol>(T transport, P protocol) {

  /** Checks that both are there. */
  public Connected {
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(protocol, "protocol");
  }
}
