package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.net.StandardSocketOptions;

/** The two ways to wait for sockets, and their channels. */
enum Native {
  EPOLL {
    @Override
    IoHandlerFactory handlerFactory() {
      return EpollIoHandler.newFactory();
    }

    @Override
    Channel newSocket() {
      return new EpollSocketChannel();
    }

    @Override
    Channel newServerSocket() {
      return new EpollServerSocketChannel();
    }
  },

  NIO {
    @Override
    IoHandlerFactory handlerFactory() {
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
  };

  /** The system property that chooses: {@code epoll} or {@code nio}. */
  static final String PROPERTY = "asyncio4j.net";

  /** {@return the better one for a loop that runs on this thread} */
  static Native here() {
    // A native call that waits would hold the carrier of a virtual thread.
    boolean nio = Thread.currentThread().isVirtual() || "nio".equals(System.getProperty(PROPERTY));
    return !nio && Epoll.isAvailable() ? EPOLL : NIO;
  }

  /** Lets several sockets listen on the same port, and share its connections. */
  static void setReusePort(Channel server) {
    if (server instanceof EpollServerSocketChannel) {
      server.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
    } else {
      server.config().setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    }
  }

  abstract IoHandlerFactory handlerFactory();

  abstract Channel newSocket();

  abstract Channel newServerSocket();
}
