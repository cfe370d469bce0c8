package org.asyncio4j.simulation;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
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

/** The network of the simulation's own program, which is on no node: there is none. */
final class Nowhere implements Network {

  private static IllegalStateException refused(String what) {
    return new IllegalStateException(
        what + ": the simulation's own program is on no node: use node.run() or node.start()");
  }

  @Override
  public <P extends BaseProtocol> Connection<Transport, P> createConnection(
      Supplier<P> protocolFactory, String host, int port, ConnectOptions options) {
    throw refused("createConnection");
  }

  @Override
  public Server createServer(
      Supplier<? extends BaseProtocol> protocolFactory,
      Collection<String> hosts,
      int port,
      ServerOptions options) {
    throw refused("createServer");
  }

  @Override
  public <P extends DatagramProtocol> DatagramEndpoint<P> createDatagramEndpoint(
      Supplier<P> protocolFactory, DatagramOptions options) {
    throw refused("createDatagramEndpoint");
  }

  @Override
  public List<InetSocketAddress> getaddrinfo(String host, int port) {
    throw refused("getaddrinfo");
  }

  @Override
  public String getnameinfo(InetSocketAddress address) {
    throw refused("getnameinfo");
  }

  @Override
  public String toString() {
    return "a simulation, on no node";
  }
}
