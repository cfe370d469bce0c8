package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Sends datagrams without data past Netty, whose channels take them for sent. */
final class EmptyDatagram {
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0).asReadOnlyBuffer();

  private EmptyDatagram() {}

  /** {@return whether a channel can send one: a connected one of the JDK cannot} */
  static boolean possible(Channel channel, boolean connected) {
    return !connected || channel instanceof UnixChannel;
  }

  /**
   * Sends one at once. If the system has no room for it, it is lost: neither the JDK nor Netty tells
   * that from zero bytes that have been sent.
   *
   * @param connected whether {@code receiver} is what the channel is connected to
   */
  static void send(Channel channel, InetSocketAddress receiver, boolean connected)
      throws IOException {
    if (channel instanceof UnixChannel epoll) {
      var socket = (Socket) epoll.fd();
      if (connected) {
        socket.send(NOTHING, 0, 0);
      } else {
        socket.sendTo(NOTHING, 0, 0, receiver.getAddress(), receiver.getPort());
      }
    } else {
      var unsafe = (AbstractNioChannel.NioUnsafe) channel.unsafe();
      ((DatagramChannel) unsafe.ch()).send(NOTHING.duplicate(), receiver);
    }
  }
}
