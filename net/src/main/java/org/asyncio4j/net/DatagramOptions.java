package org.asyncio4j.net;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * How a socket for datagrams is made.
 *
 * <p>Python: the keyword arguments of {@code loop.create_datagram_endpoint}.
 *
 * @param localAddress where to receive; if empty, any port
 * @param remoteAddress whom to send to and receive from, and nobody else; if empty, everybody
 * @param reusePort whether other sockets may receive on the same port
 * @param allowBroadcast whether datagrams may go to broadcast addresses
 */
public record DatagramOptions(
    Optional<InetSocketAddress> localAddress,
    Optional<InetSocketAddress> remoteAddress,
    boolean reusePort,
    boolean allowBroadcast) {

  /** Any port, for everybody. */
  public static final DatagramOptions DEFAULT =
      new DatagramOptions(Optional.empty(), Optional.empty(), false, false);

  /** Checks them. */
  public DatagramOptions {
    Required.argument(localAddress, "localAddress");
    Required.argument(remoteAddress, "remoteAddress");
  }

  /**
   * {@return these options with an address to receive on}
   *
   * @param host a name or an address of this machine
   * @param port the port; 0 is any
   */
  public DatagramOptions withLocalAddress(String host, int port) {
    return withLocalAddress(InetSocketAddress.createUnresolved(host, port));
  }

  /**
   * {@return these options with an address to receive on}
   *
   * @param address of this machine
   */
  public DatagramOptions withLocalAddress(InetSocketAddress address) {
    return new DatagramOptions(Optional.of(address), remoteAddress, reusePort, allowBroadcast);
  }

  /**
   * {@return these options with somebody to talk to}
   *
   * @param host a name or an address
   * @param port the port
   */
  public DatagramOptions withRemoteAddress(String host, int port) {
    return withRemoteAddress(InetSocketAddress.createUnresolved(host, port));
  }

  /**
   * {@return these options with somebody to talk to}
   *
   * @param address the other side's
   */
  public DatagramOptions withRemoteAddress(InetSocketAddress address) {
    return new DatagramOptions(localAddress, Optional.of(address), reusePort, allowBroadcast);
  }

  /** {@return these options, and other sockets may receive on the same port} */
  public DatagramOptions withReusePort() {
    return new DatagramOptions(localAddress, remoteAddress, true, allowBroadcast);
  }

  /** {@return these options, and datagrams may go to broadcast addresses} */
  public DatagramOptions withAllowBroadcast() {
    return new DatagramOptions(localAddress, remoteAddress, reusePort, true);
  }
}
