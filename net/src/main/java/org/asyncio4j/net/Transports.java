package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/** Makes transports of channels. */
final class Transports {
  private Transports() {}

  /** A server's connection: the protocol is told in the next callback. */
  static void accepted(
      NettyReactor reactor,
      Channel child,
      BaseProtocol protocol,
      ServerOptions options,
      Context context,
      Server server) {
    prepare(child);
    if (options.keepAlive()) {
      child.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    }
    var transport = new StreamTransport(reactor, (DuplexChannel) child, protocol, context, server);
    StreamEvents.connect(transport);
    transport.begin(null, options.ssl().map(ssl -> Tls.server(ssl, options.tls())).orElse(null));
  }

  /** What a channel needs whoever has opened it. */
  static void prepare(Channel channel) {
    StreamEvents.prepare(channel);
    if (channel instanceof io.netty.channel.socket.SocketChannel) {
      // Small writes are sent without waiting for the other side's acknowledgement.
      channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    }
  }

  /** A client's connection: waits until its protocol has been told. */
  static <P extends BaseProtocol> Connection<P> connected(
      NettyReactor reactor, Channel channel, Supplier<P> factory, @Nullable Tls tls)
      throws IOException {
    StreamTransport transport;
    P protocol;
    try {
      protocol = factory.get();
      transport =
          new StreamTransport(
              reactor, (DuplexChannel) channel, protocol, Context.copyContext(), null);
    } catch (Throwable thrown) {
      reactor.later(() -> Channels.discard(reactor, channel));
      throw thrown;
    }
    reactor.later(() -> StreamEvents.connect(transport));
    Future<@Nullable Void> made = reactor.loop().createFuture();
    transport.begin(made, tls);
    try {
      Asyncio.await(made, IOException.class);
    } catch (Throwable thrown) {
      transport.abort();
      throw thrown;
    }
    return new Connection<>(transport, protocol);
  }

  /** A connection that somebody else has accepted: waits until its protocol has been told. */
  static <P extends BaseProtocol> Connection<P> adopted(
      NettyReactor reactor, SocketChannel socket, Supplier<P> factory, ServerOptions options)
      throws IOException {
    if (!socket.isConnected()) {
      throw new IllegalArgumentException("expected a connected channel, got %s".formatted(socket));
    }
    socket.configureBlocking(false);
    if (options.keepAlive()) {
      socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
    if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    Channel channel =
        Channels.adopt(reactor, kind -> kind.adopt(reactor, socket), socket.getRemoteAddress());
    Tls tls = options.ssl().map(ssl -> Tls.server(ssl, options.tls())).orElse(null);
    return connected(reactor, channel, factory, tls);
  }

  /** Has TLS begin on a connection, and waits for the end of the handshake. */
  static Transport startTls(
      Transport transport, BaseProtocol protocol, SSLContext context, TlsOptions options)
      throws IOException {
    MachineNetwork.require("startTls");
    if (!(transport instanceof StreamTransport stream)) {
      throw new IllegalArgumentException("%s is not supported by startTls()".formatted(transport));
    }
    if (!stream.mayStartTls()) {
      throw new IllegalStateException(
          "startTls: expected an open connection without TLS, got %s".formatted(transport));
    }
    Tls tls =
        options.serverSide() ? Tls.server(context, options) : Tls.client(context, options, null, 0);
    stream.setProtocol(protocol);
    Future<@Nullable Void> secure = stream.loop().createFuture();
    stream.startTls(tls, secure);
    try {
      Asyncio.await(secure, IOException.class);
    } catch (Throwable thrown) {
      stream.abort();
      throw thrown;
    }
    return stream;
  }
}
