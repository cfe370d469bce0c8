package org.asyncio4j.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.ContextVar;

/** The machine's own network, which everybody uses who is not in a simulation. */
final class MachineNetwork implements Network {
  private static final MachineNetwork INSTANCE = new MachineNetwork();

  static final ContextVar<Network> CURRENT = new ContextVar<>("network", INSTANCE);

  private MachineNetwork() {}

  /** {@return whether the current context uses the machine's network} */
  static boolean isCurrent() {
    return CURRENT.get() == INSTANCE;
  }

  /**
   * Refuses to go on if the current context uses another network.
   *
   * @param caller who needs the machine's
   * @throws UnsupportedOperationException if so
   */
  static void require(String caller) {
    if (!isCurrent()) {
      throw new UnsupportedOperationException(
          "%s needs the machine, and is not possible in %s: expected TCP or datagrams"
              .formatted(caller, CURRENT.get()));
    }
  }

  static NettyReactor reactor() {
    return NettyReactor.of(Asyncio.getRunningLoop());
  }

  @Override
  public <P extends BaseProtocol> Connection<Transport, P> createConnection(
      Supplier<P> protocolFactory, String host, int port, ConnectOptions options)
      throws IOException {
    return Connecting.connect(reactor(), protocolFactory, host, port, options);
  }

  @Override
  public Server createServer(
      Supplier<? extends BaseProtocol> protocolFactory,
      Collection<String> hosts,
      int port,
      ServerOptions options)
      throws IOException {
    return Serving.tcp(reactor(), protocolFactory, hosts, port, options);
  }

  @Override
  public <P extends DatagramProtocol> DatagramEndpoint<P> createDatagramEndpoint(
      Supplier<P> protocolFactory, DatagramOptions options) throws IOException {
    return Datagrams.open(reactor(), protocolFactory, options);
  }

  @Override
  public List<InetSocketAddress> getaddrinfo(String host, int port) throws IOException {
    return Addresses.resolve(Addresses::resolve, host, port);
  }

  @Override
  public String getnameinfo(InetSocketAddress address) {
    return Addresses.nameOf(address);
  }

  @Override
  public String toString() {
    return "the machine's network";
  }
}
