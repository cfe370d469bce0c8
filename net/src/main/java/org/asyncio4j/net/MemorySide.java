package org.asyncio4j.net;

import java.net.SocketAddress;
import java.util.Optional;
import org.asyncio4j.Context;

/**
 * One side of a connection in memory.
 *
 * <p>Java only: for tests and simulations.
 *
 * @param protocol is told of the connection
 * @param address what the other side takes it for
 * @param context in which the protocol is told that the connection is made, and lost; a {@link
 *     Wire} chooses the one in which it is told of what arrives
 * @param server whose client the connection is, if it is one's
 */
public record MemorySide(
    BaseProtocol protocol, SocketAddress address, Context context, Optional<Server> server) {

  /** Checks them. */
  public MemorySide {
    Required.argument(protocol, "protocol");
    Required.argument(address, "address");
    Required.argument(context, "context");
    Required.argument(server, "server");
  }
}
