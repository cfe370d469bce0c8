package org.asyncio4j.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/**
 * Operations on the JDK's own channels: each tries, and waits while it would block.
 *
 * <p>Python: {@code loop.sock_recv} and its kin.
 */
final class SocketOps {
  private static final int LARGEST_DATAGRAM = 65_535;

  private final Readiness readiness;

  SocketOps(Readiness readiness) {
    this.readiness = readiness;
  }

  private void await(
      SelectableChannel channel,
      BiConsumer<SelectableChannel, Runnable> add,
      Consumer<SelectableChannel> remove) {
    Future<@Nullable Void> ready = Asyncio.getRunningLoop().createFuture();
    add.accept(
        channel,
        () -> {
          if (!ready.done()) {
            ready.setResult(null);
          }
        });
    try {
      Asyncio.await(ready);
    } finally {
      remove.accept(channel);
    }
  }

  private void awaitReadable(SelectableChannel channel) {
    await(channel, readiness::addReader, readiness::removeReader);
  }

  private void awaitWritable(SelectableChannel channel) {
    await(channel, readiness::addWriter, readiness::removeWriter);
  }

  private static void check(SelectableChannel channel) {
    if (Required.argument(channel, "channel").isBlocking()) {
      throw new IllegalArgumentException("%s must be non-blocking".formatted(channel));
    }
  }

  void connect(SocketChannel channel, SocketAddress address) throws IOException {
    check(channel);
    try {
      if (channel.connect(address)) {
        return;
      }
      do {
        await(channel, readiness::addConnecter, readiness::removeWriter);
      } while (!channel.finishConnect());
    } catch (IOException failed) {
      throw Failures.of(failed, address) instanceof IOException named ? named : failed;
    }
  }

  SocketChannel accept(ServerSocketChannel channel) throws IOException {
    check(channel);
    for (; ; ) {
      SocketChannel accepted = channel.accept();
      if (accepted != null) {
        accepted.configureBlocking(false);
        return accepted;
      }
      awaitReadable(channel);
    }
  }

  byte[] recv(SocketChannel channel, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Required.positive(bytes, "bytes"));
    int received = recvInto(channel, buffer);
    return received == bytes ? buffer.array() : Arrays.copyOf(buffer.array(), received);
  }

  int recvInto(SocketChannel channel, ByteBuffer buffer) throws IOException {
    check(channel);
    if (!buffer.hasRemaining()) {
      throw new IllegalArgumentException("buffer must have room, got %s".formatted(buffer));
    }
    for (; ; ) {
      int received = channel.read(buffer);
      if (received != 0) {
        return Math.max(received, 0);
      }
      awaitReadable(channel);
    }
  }

  ReceivedDatagram recvfrom(DatagramChannel channel) throws IOException {
    check(channel);
    ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
    for (; ; ) {
      SocketAddress sender = channel.receive(buffer);
      if (sender != null) {
        return new ReceivedDatagram(Arrays.copyOf(buffer.array(), buffer.position()), sender);
      }
      awaitReadable(channel);
    }
  }

  void sendall(SocketChannel channel, ByteBuffer data) throws IOException {
    check(channel);
    while (data.hasRemaining()) {
      if (channel.write(data) == 0) {
        awaitWritable(channel);
      }
    }
  }

  int sendto(DatagramChannel channel, ByteBuffer data, SocketAddress receiver) throws IOException {
    check(channel);
    int bytes = data.remaining();
    while (channel.send(data, receiver) == 0 && bytes > 0) {
      awaitWritable(channel);
    }
    return bytes;
  }

  long sendfile(SocketChannel channel, FileChannel file, long offset, long count)
      throws IOException {
    check(channel);
    long total = Math.max(0, Math.min(count, file.size() - offset));
    long sent = 0;
    try {
      while (sent < total) {
        long now = file.transferTo(offset + sent, total - sent, channel);
        sent += now;
        if (now == 0) {
          awaitWritable(channel);
        }
      }
    } finally {
      file.position(offset + sent);
    }
    return sent;
  }
}
