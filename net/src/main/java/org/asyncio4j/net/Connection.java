package org.asyncio4j.net;

/**
 * A connection that has been made, and who is told of it.
 *
 * <p>Python: the pair that {@code loop.create_connection} returns.
 *
 * @param transport the connection
 * @param protocol what the protocol factory made
 * @param <P> its type
 */
public record Connection<P extends BaseProtocol>(Transport transport, P protocol) {}
