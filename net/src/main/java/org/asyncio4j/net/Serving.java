package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;

/**
 * Makes servers.
 *
 * <p>Python: {@code loop.create_server}.
 */
final class Serving {
  private Serving() {}

  static Server tcp(
      NettyReactor reactor,
      Supplier<? extends BaseProtocol> factory,
      Collection<String> hosts,
      int port,
      ServerOptions options)
      throws IOException {
    Required.argument(factory, "protocolFactory");
    Required.argument(options, "options");
    Set<SocketAddress> addresses = new LinkedHashSet<>();
    for (String host : hosts) {
      if (host.isEmpty()) {
        addresses.add(new InetSocketAddress(Required.port(port)));
      } else {
        addresses.addAll(Addresses.resolve(Addresses::resolve, host, port));
      }
    }
    return listen(reactor, Native::newServerSocket, factory, addresses, options);
  }

  static Server unix(
      NettyReactor reactor,
      Supplier<? extends BaseProtocol> factory,
      Path path,
      ServerOptions options)
      throws IOException {
    Required.argument(factory, "protocolFactory");
    UnixFile.deleteStale(path);
    return listen(
        reactor,
        Native::newUnixServerSocket,
        factory,
        List.of(UnixDomainSocketAddress.of(path)),
        options);
  }

  private static Server listen(
      NettyReactor reactor,
      Function<Native, Channel> kind,
      Supplier<? extends BaseProtocol> factory,
      Collection<? extends SocketAddress> addresses,
      ServerOptions options)
      throws IOException {
    Context context = Context.copyContext();
    List<Listener> listeners = new ArrayList<>();
    try {
      for (SocketAddress address : addresses) {
        Channel channel = Channels.listen(reactor, kind, c -> prepare(c, options), address);
        var listener = new Listener(reactor, channel, factory, options, context);
        listeners.add(listener);
        reactor.opened(listener);
        reactor.later(() -> channel.pipeline().addLast(listener));
      }
    } catch (Throwable thrown) {
      listeners.forEach(Listener::close);
      throw thrown;
    }
    if (listeners.isEmpty()) {
      throw new BindException("could not bind on any address out of %s".formatted(addresses));
    }
    var server = new Server(reactor.loop(), listeners);
    if (options.startServing()) {
      try {
        server.start();
        Asyncio.sleep(0);
      } catch (Throwable thrown) {
        server.close();
        throw thrown;
      }
    }
    return server;
  }

  private static void prepare(Channel channel, ServerOptions options) {
    channel.config().setAutoRead(false);
    channel.config().setOption(ChannelOption.SO_BACKLOG, options.backlog());
    channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
    // As many at once as wait, so that a storm of connections is over soon.
    channel
        .config()
        .setRecvByteBufAllocator(
            new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(options.backlog() + 1));
    if (options.reusePort()) {
      Native.setReusePort(channel);
    }
  }
}
