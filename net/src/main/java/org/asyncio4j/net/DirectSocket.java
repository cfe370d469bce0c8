package org.asyncio4j.net;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a connection without TLS over epoll, called without Netty's help, which costs more
 * than what it does: received from into arrays, and sent to from them.
 */
final class DirectSocket implements EpollSocket.Receiver {
  private final StreamConnection connection;
  private final DuplexChannel channel;
  private final Socket socket;
  private final EpollSocket inEpoll;
  private final SystemCalls calls;

  private DirectSocket(StreamConnection connection, Socket socket, EpollSocket inEpoll) {
    this.connection = connection;
    this.channel = connection.channel;
    this.socket = socket;
    this.inEpoll = inEpoll;
    this.calls = connection.reactor.calls();
  }

  /** {@return the one of a registered channel, which receives from now on; null over NIO} */
  static @Nullable DirectSocket of(StreamConnection connection) {
    Socket socket = Native.socketOf(connection.channel);
    EpollSocket inEpoll = socket == null ? null : EpollSocket.of(connection.channel);
    if (socket == null || inEpoll == null) {
      return null; // and EpollSocket is not loaded where there is no epoll
    }
    var made = new DirectSocket(connection, socket, inEpoll);
    inEpoll.receiveBy(made);
    return made;
  }

  /** Leaves all to Netty. */
  void end() {
    inEpoll.receiveByNetty();
  }

  @Override
  public int receive() {
    if (!channel.isOpen()) {
      return 0;
    }
    byte[] target = connection.reactor.buffers().receivingArray();
    try {
      int bytes = calls.receive(socket.intValue(), target);
      if (bytes > 0) {
        connection.onReceived(Arrays.copyOf(target, bytes));
      }
      return bytes < 0 ? FOR_NETTY : bytes;
    } catch (IOException failed) {
      fail(failed);
      return 0;
    }
  }

  // Of a Unix socket a call receives no more than what has come together with a descriptor.
  @Override
  public boolean receivesAll() {
    return !(channel instanceof DomainSocketChannel);
  }

  /** {@return whether what is sent now does not overtake what Netty has} */
  boolean isIdle() {
    ChannelOutboundBuffer ofNetty = channel.unsafe().outboundBuffer();
    return ofNetty != null && ofNetty.isEmpty();
  }

  /** {@return how many of the bytes have been sent} */
  int send(MemorySegment bytes) throws IOException {
    return calls.send(socket.intValue(), bytes);
  }

  /** As Netty does when a call fails. The transport drops what it has. */
  void fail(IOException because) {
    channel.pipeline().fireExceptionCaught(because);
    channel.unsafe().close(channel.voidPromise());
  }
}
