package org.asyncio4j.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/** Connects the loop to pipes and to blocking streams, each of which then has a thread. */
final class Pipes {
  private static final System.Logger LOG = System.getLogger("asyncio4j");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private Pipes() {}

  static <P extends BaseProtocol> Connected<ReadTransport, P> connectReadPipe(
      Supplier<P> protocolFactory, InputStream stream) {
    Objects.requireNonNull(stream, "stream");
    return connect(protocolFactory, new StreamSource(stream));
  }

  static <P extends BaseProtocol> Connected<ReadTransport, P> connectReadPipe(
      Supplier<P> protocolFactory, Pipe.SourceChannel channel) {
    requireBlocking(channel.isBlocking(), channel);
    return connect(protocolFactory, new ChannelSource(channel, Channels.newInputStream(channel)));
  }

  static <P extends BaseProtocol> Connected<WriteTransport, P> connectWritePipe(
      Supplier<P> protocolFactory, OutputStream stream) {
    Objects.requireNonNull(stream, "stream");
    return connect(protocolFactory, new StreamSink(stream));
  }

  static <P extends BaseProtocol> Connected<WriteTransport, P> connectWritePipe(
      Supplier<P> protocolFactory, Pipe.SinkChannel channel) {
    requireBlocking(channel.isBlocking(), channel);
    return connect(protocolFactory, new ChannelSink(channel, Channels.newOutputStream(channel)));
  }

  private static void requireBlocking(boolean isBlocking, Object channel) {
    if (!isBlocking) {
      throw new IllegalArgumentException(
          "%s is in non-blocking mode: expected a blocking channel".formatted(channel));
    }
  }

  private static <P extends BaseProtocol> Connected<ReadTransport, P> connect(
      Supplier<P> protocolFactory, ReadPipe.Source source) {
    MachineNetwork.require("connectReadPipe");
    var loop = Asyncio.getRunningLoop();
    P protocol = protocolFactory.get();
    ReadPipe.check(protocol);
    var pipe = new ReadPipe(loop, protocol, source, "asyncio4j-read-" + NUMBER.incrementAndGet());
    pipe.watch();
    loop.callSoon(() -> protocol.connectionMade(pipe));
    loop.callSoon(pipe::begin);
    awaitTurn(pipe);
    return new Connected<>(pipe, protocol);
  }

  private static <P extends BaseProtocol> Connected<WriteTransport, P> connect(
      Supplier<P> protocolFactory, WritePipe.Sink sink) {
    MachineNetwork.require("connectWritePipe");
    var loop = Asyncio.getRunningLoop();
    P protocol = protocolFactory.get();
    var pipe = new WritePipe(loop, protocol, sink, "asyncio4j-write-" + NUMBER.incrementAndGet());
    pipe.watch();
    loop.callSoon(() -> protocol.connectionMade(pipe));
    awaitTurn(pipe);
    return new Connected<>(pipe, protocol);
  }

  /** Waits until the protocol knows of the transport, which is closed if that is cancelled. */
  private static void awaitTurn(BaseTransport transport) {
    try {
      Asyncio.await(turn());
    } catch (Throwable t) {
      transport.close();
      throw t;
    }
  }

  /** {@return a future that is done when the callbacks have run that are due now} */
  static Future<@Nullable Void> turn() {
    var loop = Asyncio.getRunningLoop();
    Future<@Nullable Void> turn = loop.createFuture();
    loop.callSoon(
        () -> {
          if (!turn.done()) {
            turn.setResult(null);
          }
        });
    return turn;
  }

  static void close(Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "%s cannot be closed".formatted(resource), e);
    }
  }

  /** A stream of anybody's: only its thread closes it, since closing may wait for a read. */
  private record StreamSource(InputStream stream) implements ReadPipe.Source {
    @Override
    public Object guard() {
      return this;
    }

    @Override
    public void closeAmidRead() {}
  }

  /** A channel can be closed at any time. */
  record ChannelSource(Channel channel, InputStream stream) implements ReadPipe.Source {
    @Override
    public Object guard() {
      return this;
    }

    @Override
    public void closeAmidRead() {
      close(channel);
    }
  }

  private record StreamSink(OutputStream stream) implements WritePipe.Sink {
    @Override
    public void closeAmidWrite() {}
  }

  /** Where a writing thread puts bytes: a channel. */
  record ChannelSink(Channel channel, OutputStream stream) implements WritePipe.Sink {
    @Override
    public void closeAmidWrite() {
      close(channel);
    }
  }
}
