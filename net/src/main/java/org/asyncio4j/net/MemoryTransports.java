package org.asyncio4j.net;

import java.util.Objects;
import java.util.Optional;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.asyncio4j.EventLoop;

/**
 * Connections without sockets: both sides belong to the running loop, nothing leaves the memory.
 * They work in virtual time, too.
 *
 * <p>They behave as TCP does: what arrives at a side that is gone is answered with a reset, and
 * {@link Transport#abort} resets the other side.
 *
 * <p>Java only: for tests and simulations.
 */
public final class MemoryTransports {
  private static final MemoryAddress FIRST = new MemoryAddress("memory:first");
  private static final MemoryAddress SECOND = new MemoryAddress("memory:second");

  private MemoryTransports() {}

  /**
   * Two transports that are connected to each other.
   *
   * @param first a side
   * @param second the other side
   */
  public record Pair(Transport first, Transport second) {}

  /**
   * Two ends of one connection, as tasks read and write them.
   *
   * @param first an end
   * @param second the other end
   */
  public record StreamsPair(Streams first, Streams second) {}

  /**
   * Connects two protocols. Both are told so in the next iteration, the first one before the
   * second.
   *
   * @param first a protocol, a {@link Protocol} or {@link BufferedProtocol}
   * @param second the other one
   * @return their transports
   * @throws IllegalArgumentException if one of them is of another kind
   * @throws IllegalStateException if no loop is running
   */
  public static Pair pair(BaseProtocol first, BaseProtocol second) {
    return pair(first, second, MemoryOptions.DEFAULT);
  }

  /**
   * As {@link #pair(BaseProtocol, BaseProtocol)}, with options.
   *
   * @param first a protocol
   * @param second the other one
   * @param options wires, window, marks
   * @return their transports
   */
  public static Pair pair(BaseProtocol first, BaseProtocol second, MemoryOptions options) {
    Context context = Context.copyContext();
    return pair(
        new MemorySide(first, FIRST, context, Optional.empty()),
        new MemorySide(second, SECOND, context, Optional.empty()),
        options);
  }

  /**
   * Connects two sides. Both are told so in the next iteration, the first one before the second.
   *
   * @param first a side
   * @param second the other one
   * @param options wires, window, marks
   * @return their transports
   * @throws IllegalArgumentException if a protocol is of another kind
   * @throws IllegalStateException if no loop is running
   */
  public static Pair pair(MemorySide first, MemorySide second, MemoryOptions options) {
    Objects.requireNonNull(options, "options");
    EventLoop loop = Asyncio.getRunningLoop();
    var firstSide = new MemoryTransport(loop, first, options.toSecond(), options);
    var secondSide = new MemoryTransport(loop, second, options.toFirst(), options);
    firstSide.connect(secondSide);
    secondSide.connect(firstSide);
    return new Pair(firstSide, secondSide);
  }

  /**
   * Has one side lose its connection, as if something on the way had failed: the other side learns
   * nothing of it. Does nothing if it is lost already.
   *
   * @param transport one of a {@link Pair}
   * @param exception what its protocol is told
   * @throws IllegalArgumentException if it is another kind of transport
   */
  public static void lose(Transport transport, Throwable exception) {
    Objects.requireNonNull(exception, "exception");
    memory(transport).lost(exception);
  }

  /**
   * Ends one side as the system does when a process is no more: what is on the wire arrives, and
   * then the end, or a reset if the side had not been given all that had come to it. What it kept
   * to be sent later is lost; what arrives later is answered with a reset. Does nothing if the side
   * is lost already.
   *
   * @param transport one of a {@link Pair}
   * @throws IllegalArgumentException if it is another kind of transport
   */
  public static void hangUp(Transport transport) {
    memory(transport).hangUp();
  }

  private static MemoryTransport memory(Transport transport) {
    if (transport instanceof MemoryTransport memory) {
      return memory;
    }
    throw new IllegalArgumentException(
        "expected a transport of MemoryTransports, got " + transport);
  }

  /**
   * {@return two ends of a new connection}
   *
   * @throws IllegalStateException if no loop is running
   */
  public static StreamsPair connectedStreams() {
    return connectedStreams(MemoryOptions.DEFAULT, StreamOptions.DEFAULT);
  }

  /**
   * As {@link #connectedStreams()}, with options.
   *
   * @param options wires, window, marks
   * @param streams the limit of both readers
   * @return two ends of a new connection
   */
  public static StreamsPair connectedStreams(MemoryOptions options, StreamOptions streams) {
    EventLoop loop = Asyncio.getRunningLoop();
    var firstReader = new StreamReader(streams.limit(), loop);
    var secondReader = new StreamReader(streams.limit(), loop);
    var firstProtocol = new StreamReaderProtocol(firstReader);
    var secondProtocol = new StreamReaderProtocol(secondReader);
    Pair pair = pair(firstProtocol, secondProtocol, options);
    return new StreamsPair(
        new Streams(firstReader, new StreamWriter(pair.first(), firstProtocol, firstReader)),
        new Streams(secondReader, new StreamWriter(pair.second(), secondProtocol, secondReader)));
  }

  /**
   * Connects to a server that consists of nothing but its callback, which is run as a task, as by
   * {@code Net.startServer}.
   *
   * @param clientConnected serves this client
   * @return the client's end
   * @throws IllegalStateException if no loop is running
   */
  public static Streams connectTo(ClientConnected clientConnected) {
    return connectTo(clientConnected, MemoryOptions.DEFAULT, StreamOptions.DEFAULT);
  }

  /**
   * As {@link #connectTo(ClientConnected)}, with options.
   *
   * @param clientConnected serves this client
   * @param options wires, window, marks; the client is the first side
   * @param streams the limit of both readers
   * @return the client's end
   */
  public static Streams connectTo(
      ClientConnected clientConnected, MemoryOptions options, StreamOptions streams) {
    var reader = new StreamReader(streams.limit(), Asyncio.getRunningLoop());
    var protocol = new StreamReaderProtocol(reader);
    Pair pair = pair(protocol, NetStreams.serving(clientConnected, streams).get(), options);
    return new Streams(reader, new StreamWriter(pair.first(), protocol, reader));
  }
}
