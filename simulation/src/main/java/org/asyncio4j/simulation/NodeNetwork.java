package org.asyncio4j.simulation;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.asyncio4j.Context;
import org.asyncio4j.net.BaseProtocol;
import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.DatagramEndpoint;
import org.asyncio4j.net.DatagramOptions;
import org.asyncio4j.net.DatagramProtocol;
import org.asyncio4j.net.Network;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.Transport;
import org.jspecify.annotations.Nullable;

/** What {@code Net} stands on in a process of a node. Loop thread only. */
final class NodeNetwork implements Network {
  private static final int MOST_PORT = 65_535;

  private final NodeProcess process;
  private final Node node;

  NodeNetwork(NodeProcess process) {
    this.process = process;
    this.node = process.node();
  }

  // --- names ------------------------------------------------------------------------------------

  @Override
  public List<InetSocketAddress> getaddrinfo(String host, int port) throws IOException {
    process.requireAlive();
    return List.of(resolve(host, port));
  }

  private InetSocketAddress resolve(String host, int port) throws UnknownHostException {
    if (port < 0 || port > MOST_PORT) {
      throw new IllegalArgumentException("port must be in 0..65535, got %s".formatted(port));
    }
    return new InetSocketAddress(resolve(host), port);
  }

  private InetAddress resolve(String host) throws UnknownHostException {
    if (host.equals("localhost")) {
      return Ports.LOOPBACK;
    }
    Node named = network().lookUp(host);
    if (named != null) {
      return named.address();
    }
    try {
      return known(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException notOne) {
      throw new UnknownHostException("%s: name or service not known".formatted(host));
    }
  }

  /** {@return the same address, with the name that it has here} */
  private InetAddress known(InetAddress address) {
    if (address.equals(Ports.LOOPBACK)) {
      return Ports.LOOPBACK;
    }
    Node named = network().lookUp(address);
    return named == null
        ? Ports.named(address.getHostAddress(), address.getAddress())
        : named.address();
  }

  @Override
  public String getnameinfo(InetSocketAddress address) {
    Node named = nodeAt(address.getAddress());
    return named == null ? address.getAddress().getHostAddress() : named.name();
  }

  /** {@return the node that has an address, seen from here; null if there is none} */
  @Nullable Node nodeAt(InetAddress address) {
    return address.isLoopbackAddress() || address.isAnyLocalAddress()
        ? node
        : network().lookUp(address);
  }

  private SimulatedNetwork network() {
    return node.simulation().network();
  }

  private InetSocketAddress own(InetSocketAddress address) throws IOException {
    InetSocketAddress resolved =
        address.isUnresolved() ? resolve(address.getHostString(), address.getPort()) : address;
    if (nodeAt(resolved.getAddress()) != node) {
      throw new BindException(
          "error while attempting to bind on address %s: Cannot assign requested address"
              .formatted(Ports.text(resolved)));
    }
    return resolved;
  }

  // --- streams ----------------------------------------------------------------------------------

  @Override
  public <P extends BaseProtocol> Connection<Transport, P> createConnection(
      Supplier<P> protocolFactory, String host, int port, ConnectOptions options)
      throws IOException {
    process.requireAlive();
    refuseTls(options.ssl().isPresent());
    InetSocketAddress remote = resolve(host, port);
    InetSocketAddress local = localAddress(remote, options);
    return new Handshake<>(process, protocolFactory, local, remote, nodeAt(remote.getAddress()))
        .await();
  }

  private InetSocketAddress localAddress(InetSocketAddress remote, ConnectOptions options)
      throws IOException {
    InetAddress host = ownTowards(remote);
    if (options.localAddress().isEmpty()) {
      return new InetSocketAddress(host, node.ports().ephemeral(Ports.Kind.STREAM));
    }
    InetSocketAddress wanted = own(options.localAddress().get());
    return wanted.getPort() == 0
        ? new InetSocketAddress(host, node.ports().ephemeral(Ports.Kind.STREAM))
        : new InetSocketAddress(host, wanted.getPort());
  }

  /** {@return which of the node's addresses others see who are asked at an address} */
  InetAddress ownTowards(InetSocketAddress remote) {
    return remote.getAddress().isLoopbackAddress() ? remote.getAddress() : node.address();
  }

  private static void refuseTls(boolean wanted) {
    if (wanted) {
      throw new UnsupportedOperationException(
          "TLS is not simulated: expected options without an SSLContext");
    }
  }

  @Override
  public Server createServer(
      Supplier<? extends BaseProtocol> protocolFactory,
      Collection<String> hosts,
      int port,
      ServerOptions options)
      throws IOException {
    process.requireAlive();
    refuseTls(options.ssl().isPresent());
    Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    for (String host : hosts) {
      addresses.add(
          host.isEmpty() ? new InetSocketAddress(Ports.ANY, port) : own(resolve(host, port)));
    }
    if (addresses.isEmpty()) {
      throw new BindException("could not bind on any address out of %s".formatted(hosts));
    }
    Context context = Context.copyContext();
    List<SimulatedListener> listeners = new ArrayList<>();
    try {
      for (InetSocketAddress address : addresses) {
        listeners.add(SimulatedListener.bind(process, address, protocolFactory, context));
      }
    } catch (IOException failed) {
      listeners.forEach(SimulatedListener::close);
      throw failed;
    }
    Server server = Server.over(listeners);
    if (options.startServing()) {
      try {
        server.startServing();
      } catch (Throwable thrown) {
        server.close();
        throw thrown;
      }
    }
    return server;
  }

  // --- datagrams --------------------------------------------------------------------------------

  @Override
  public <P extends DatagramProtocol> DatagramEndpoint<P> createDatagramEndpoint(
      Supplier<P> protocolFactory, DatagramOptions options) throws IOException {
    process.requireAlive();
    if (options.allowBroadcast()) {
      throw new UnsupportedOperationException("broadcasts are not simulated");
    }
    @Nullable InetSocketAddress remote = null;
    if (options.remoteAddress().isPresent()) {
      InetSocketAddress address = options.remoteAddress().get();
      remote =
          address.isUnresolved() ? resolve(address.getHostString(), address.getPort()) : address;
    }
    InetSocketAddress local =
        options.localAddress().isPresent()
            ? own(options.localAddress().get())
            : new InetSocketAddress(remote == null ? Ports.ANY : ownTowards(remote), 0);
    P protocol = protocolFactory.get();
    return new DatagramEndpoint<>(
        SimulatedDatagrams.open(process, this, protocol, local, remote), protocol);
  }

  @Override
  public String toString() {
    return "the simulated network of " + node;
  }
}
