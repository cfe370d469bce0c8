package org.asyncio4j.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.asyncio4j.ContextVar;

/**
 * What {@link Net} stands on: the machine's network, unless a test puts another one in its place.
 *
 * <p>A context has its network, which tasks and callbacks inherit from where they are made. What
 * arguments mean, and what is thrown when, is said at the methods of {@link Net}.
 *
 * <p>Java only: for simulations.
 */
public interface Network {

  /** {@return the network of the current context} */
  static Network current() {
    return MachineNetwork.CURRENT.get();
  }

  /**
   * Has code in the current context, and what inherits it, use a network from now on.
   *
   * @param network takes the machine's place
   * @return brings the former one back, at the end of a {@code try} block for one
   */
  static ContextVar.Token<Network> use(Network network) {
    return MachineNetwork.CURRENT.set(Required.argument(network, "network"));
  }

  /**
   * Connects to a server.
   *
   * @param protocolFactory makes who is told of the connection
   * @param host a name or an address
   * @param port the port
   * @param options TLS, local address and more
   * @param <P> the protocol's type
   * @return the connection, of which the protocol has been told
   * @throws IOException if it cannot be made
   * @throws UnsupportedOperationException if an option asks for what this network does not have
   */
  <P extends BaseProtocol> Connection<Transport, P> createConnection(
      Supplier<P> protocolFactory, String host, int port, ConnectOptions options)
      throws IOException;

  /**
   * Listens on a port.
   *
   * @param protocolFactory makes a protocol for each connection
   * @param hosts names or addresses to listen on
   * @param port the port
   * @param options TLS, backlog and more
   * @return the server
   * @throws IOException if an address cannot be bound
   * @throws UnsupportedOperationException if an option asks for what this network does not have
   */
  Server createServer(
      Supplier<? extends BaseProtocol> protocolFactory,
      Collection<String> hosts,
      int port,
      ServerOptions options)
      throws IOException;

  /**
   * Makes a socket for datagrams.
   *
   * @param protocolFactory makes who is told of datagrams
   * @param options where to receive, whom to send to
   * @param <P> the protocol's type
   * @return the transport and the protocol, which has been told
   * @throws IOException if an address cannot be bound, or a host is unknown
   * @throws UnsupportedOperationException if an option asks for what this network does not have
   */
  <P extends DatagramProtocol> DatagramEndpoint<P> createDatagramEndpoint(
      Supplier<P> protocolFactory, DatagramOptions options) throws IOException;

  /**
   * {@return the addresses of a host}
   *
   * @param host a name or an address
   * @param port the port of the result
   * @throws IOException if there is no such host
   */
  List<InetSocketAddress> getaddrinfo(String host, int port) throws IOException;

  /**
   * {@return the name of the host that has an address}
   *
   * @param address the address
   */
  String getnameinfo(InetSocketAddress address);
}
