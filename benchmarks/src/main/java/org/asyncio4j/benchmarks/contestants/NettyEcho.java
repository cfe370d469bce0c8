package org.asyncio4j.benchmarks.contestants;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Servers of bare Netty, on one thread and the transport that ours uses: {@link EchoServer}. */
final class NettyEcho {
  private static final int BACKLOG = 1_024;

  private NettyEcho() {}

  static void main(String[] arguments) throws Exception {
    String mode = arguments[0];
    switch (mode) {
      case EchoServer.STREAMS, EchoServer.PROTOCOLS, EchoServer.TLS, EchoServer.HTTP -> {}
      default -> throw EchoServer.unknown(mode);
    }
    SSLContext tls = mode.equals(EchoServer.TLS) ? EchoServer.tls(arguments[1]) : null;
    boolean epoll = Epoll.isAvailable();
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Connections(mode, tls))
            .bind(EchoServer.HOST, 0)
            .sync()
            .channel();
    EchoServer.ready(((InetSocketAddress) server.localAddress()).getPort());
    EchoServer.awaitEnd();
    System.exit(0); // not gracefully, which takes Netty two seconds
  }

  private static final class Connections extends ChannelInitializer<Channel> {
    private final String mode;
    private final @Nullable SSLContext tls;

    Connections(String mode, @Nullable SSLContext tls) {
      this.mode = mode;
      this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (tls != null) {
        SSLEngine engine = tls.createSSLEngine();
        engine.setUseClientMode(false);
        channel.pipeline().addLast(new SslHandler(engine));
      }
      channel.pipeline().addLast(mode.equals(EchoServer.HTTP) ? new Hello() : new Echo());
    }
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable gone) {
      context.close();
    }
  }

  private static final class Hello extends ChannelInboundHandlerAdapter {
    private int matched;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf data = (ByteBuf) message;
      while (data.isReadable()) {
        byte next = data.readByte();
        matched =
            next == EchoServer.END_OF_REQUEST[matched]
                ? matched + 1
                : next == EchoServer.END_OF_REQUEST[0] ? 1 : 0;
        if (matched == EchoServer.END_OF_REQUEST.length) {
          matched = 0;
          context.write(Unpooled.wrappedBuffer(EchoServer.HELLO), context.voidPromise());
        }
      }
      data.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable gone) {
      context.close();
    }
  }
}
