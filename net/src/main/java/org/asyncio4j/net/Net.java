package org.asyncio4j.net;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;

/**
 * The network and processes, for the running loop: the front door of this module.
 *
 * <p>What waits is called in a task, and suspends that. What fails throws the JDK's own {@link
 * IOException}s, with the address in the message: {@link java.net.ConnectException} (refused, timed
 * out), {@link java.net.NoRouteToHostException} (unreachable), {@link java.net.BindException},
 * {@link java.net.UnknownHostException}, {@link java.net.SocketException} (connection reset, broken
 * pipe), {@link javax.net.ssl.SSLException}.
 *
 * <p>Python: the network methods of {@code asyncio.AbstractEventLoop}.
 */
public final class Net {
  private Net() {}

  private static NettyReactor reactor() {
    return NettyReactor.of(Asyncio.getRunningLoop());
  }

  // --- transports and protocols -----------------------------------------------------------------

  /**
   * Connects to a TCP server.
   *
   * <p>If the calling task is cancelled, no socket is left behind.
   *
   * @param protocolFactory makes who is told of the connection: a {@link Protocol} or a {@link
   *     BufferedProtocol}
   * @param host a name or an address
   * @param port the port
   * @param <P> the protocol's type
   * @return the connection, of which the protocol has been told
   * @throws IOException if no address of the host can be connected to
   */
  public static <P extends BaseProtocol> Connection<P> createConnection(
      Supplier<P> protocolFactory, String host, int port) throws IOException {
    return createConnection(protocolFactory, host, port, ConnectOptions.DEFAULT);
  }

  /**
   * As {@link #createConnection(Supplier, String, int)}, with options.
   *
   * @param protocolFactory makes who is told of the connection
   * @param host a name or an address
   * @param port the port
   * @param options TLS, local address, happy eyeballs
   * @param <P> the protocol's type
   * @return the connection
   * @throws IOException if no address of the host can be connected to
   * @throws org.asyncio4j.ExceptionGroup of what all addresses' attempts have thrown, if the
   *     options say so
   */
  public static <P extends BaseProtocol> Connection<P> createConnection(
      Supplier<P> protocolFactory, String host, int port, ConnectOptions options)
      throws IOException {
    Required.argument(protocolFactory, "protocolFactory");
    Required.argument(options, "options");
    NettyReactor reactor = reactor();
    return Transports.connected(
        reactor, Connecting.connect(reactor, host, port, options), protocolFactory);
  }

  /**
   * Listens on a TCP port.
   *
   * @param protocolFactory makes a protocol for each connection
   * @param host a name or an address of this machine; the empty string is every address, of both
   *     families
   * @param port the port; 0 is any, see {@link Server#sockets}
   * @return the server, which accepts connections already
   * @throws IOException if an address cannot be bound
   */
  public static Server createServer(
      Supplier<? extends BaseProtocol> protocolFactory, String host, int port) throws IOException {
    return createServer(protocolFactory, List.of(host), port, ServerOptions.DEFAULT);
  }

  /**
   * As {@link #createServer(Supplier, String, int)}, with options.
   *
   * @param protocolFactory makes a protocol for each connection
   * @param host a name or an address of this machine
   * @param port the port
   * @param options TLS, backlog and more
   * @return the server
   * @throws IOException if an address cannot be bound
   */
  public static Server createServer(
      Supplier<? extends BaseProtocol> protocolFactory,
      String host,
      int port,
      ServerOptions options)
      throws IOException {
    return createServer(protocolFactory, List.of(host), port, options);
  }

  /**
   * As {@link #createServer(Supplier, String, int)}, on several addresses: each once, however often
   * it is named.
   *
   * @param protocolFactory makes a protocol for each connection
   * @param hosts names or addresses of this machine
   * @param port the port
   * @param options TLS, backlog and more
   * @return the server
   * @throws IOException if an address cannot be bound; then none is
   */
  public static Server createServer(
      Supplier<? extends BaseProtocol> protocolFactory,
      Collection<String> hosts,
      int port,
      ServerOptions options)
      throws IOException {
    return Serving.tcp(reactor(), protocolFactory, hosts, port, options);
  }
}
