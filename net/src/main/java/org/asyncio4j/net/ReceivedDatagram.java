package org.asyncio4j.net;

import java.net.SocketAddress;

/**
 * A datagram that has arrived.
 *
 * <p>Python: the pair that {@code loop.sock_recvfrom} returns.
 *
 * @param data the receiver's own
 * @param sender where it comes from
 */
public record ReceivedDatagram(byte[] data, SocketAddress sender) {}
