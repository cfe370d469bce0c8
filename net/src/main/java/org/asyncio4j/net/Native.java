package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;

/** The two ways to wait for sockets, and their channels. */
enum Native {
  EPOLL {
    @Override
    IoHandlerFactory handlerFactory() {
      return EpollIoHandler.newFactory(MOST_EVENTS, DefaultSelectStrategyFactory.INSTANCE);
    }

    @Override
    Channel newSocket() {
      return new EpollSocketChannel();
    }

    @Override
    Channel newServerSocket() {
      return new EpollServerSocketChannel();
    }

    @Override
    Channel newDatagramSocket() {
      var made = new EpollDatagramChannel();
      // What is received several at a time may be empty; singly, a connected one loses that.
      made.config().setMaxDatagramPayloadSize(MAX_DATAGRAM_BYTES);
      return made;
    }

    @Override
    Channel newUnixSocket() {
      return new EpollDomainSocketChannel();
    }

    @Override
    Channel newUnixServerSocket() {
      return new EpollServerDomainSocketChannel();
    }

    @Override
    Channel adopt(NettyReactor reactor, SocketChannel socket) {
      return new AdoptedChannel(reactor, socket);
    }

    @Override
    SocketAddress ofChannel(SocketAddress address) {
      return address instanceof UnixDomainSocketAddress unix
          ? new DomainSocketAddress(unix.getPath().toString())
          : address;
    }
  },

  NIO {
    @Override
    IoHandlerFactory handlerFactory() {
      VirtualSelecting.prepare();
      return NioIoHandler.newFactory();
    }

    @Override
    Channel newSocket() {
      return new NioSocketChannel();
    }

    @Override
    Channel newServerSocket() {
      return new NioServerSocketChannel();
    }

    @Override
    Channel newDatagramSocket() {
      return new NioDatagramChannel();
    }

    @Override
    Channel newUnixSocket() {
      return NioSocket.unix();
    }

    @Override
    Channel newUnixServerSocket() {
      return new NioUnixServerSocket();
    }

    @Override
    Channel adopt(NettyReactor reactor, SocketChannel socket) {
      return new NioSocket(null, socket);
    }

    @Override
    SocketAddress ofChannel(SocketAddress address) {
      return address;
    }
  };

  private static final int MAX_DATAGRAM_BYTES = 64 * 1024;

  // Of one wait. Each that is ready is received from, then its callback runs, then its task, and
  // what it writes is sent: with few at a time the last still finds in the processor's cache what
  // the first has left there of the socket.
  private static final int MOST_EVENTS = 32;

  /** The system property that chooses: {@code epoll} or {@code nio}. */
  static final String PROPERTY = "asyncio4j.net";

  /** {@return the better one for a loop with this engine} */
  static Native of(EngineKind engine) {
    // On the hand-off engine a native call that waits would hold a carrier of the JDK's.
    boolean nio = engine == EngineKind.HANDOFF || "nio".equals(System.getProperty(PROPERTY));
    return !nio && Epoll.isAvailable() && SystemCalls.areAvailable() ? EPOLL : NIO;
  }

  /** Lets several sockets listen on the same port, and share its connections. */
  static void setReusePort(Channel server) {
    if (server instanceof EpollServerSocketChannel || server instanceof EpollDatagramChannel) {
      server.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
    } else {
      server.config().setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    }
  }

  /** {@return what a channel sends on, where that can be called without it} */
  static @Nullable Socket socketOf(Channel channel) {
    return channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket
        ? socket
        : null;
  }

  abstract IoHandlerFactory handlerFactory();

  abstract Channel newSocket();

  abstract Channel newServerSocket();

  abstract Channel newDatagramSocket();

  abstract Channel newUnixSocket();

  abstract Channel newUnixServerSocket();

  /** {@return a channel of a connected socket that somebody else has opened} */
  abstract Channel adopt(NettyReactor reactor, SocketChannel socket);

  /** {@return an address of the JDK as this kind of channel wants it} */
  abstract SocketAddress ofChannel(SocketAddress address);

  /** {@return an address of a channel as the JDK has it} */
  static @Nullable SocketAddress ofJdk(@Nullable SocketAddress address) {
    return address instanceof DomainSocketAddress unix
        ? UnixDomainSocketAddress.of(unix.path())
        : address;
  }
}
