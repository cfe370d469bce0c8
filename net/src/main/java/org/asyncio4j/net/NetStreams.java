package org.asyncio4j.net;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;

/** Streams on connections of any kind. */
final class NetStreams {
  private NetStreams() {}

  /** Makes a connection, of whatever kind, suspending the task. */
  @FunctionalInterface
  interface Connector {

    /**
     * Connects.
     *
     * @param protocolFactory makes the connection's protocol
     * @return the connection, which has been made known to the protocol or will be
     * @throws IOException or another exception, if there is none
     */
    Transport connect(Supplier<StreamReaderProtocol> protocolFactory) throws IOException;
  }

  /**
   * Opens a connection as streams.
   *
   * @param connector makes it
   * @param options the streams'
   * @return its streams
   * @throws IOException or another exception, if there is none
   */
  static Streams open(Connector connector, StreamOptions options) throws IOException {
    Objects.requireNonNull(options, "options");
    var reader = new StreamReader(options.limit(), Asyncio.getRunningLoop());
    var protocol = new StreamReaderProtocol(reader);
    Transport transport = connector.connect(() -> protocol);
    return new Streams(reader, new StreamWriter(transport, protocol, reader));
  }

  /**
   * {@return what makes the protocols of a server whose clients are served by streams}
   *
   * @param clientConnected serves a client
   * @param options the streams'
   */
  static Supplier<StreamReaderProtocol> serving(
      ClientConnected clientConnected, StreamOptions options) {
    Objects.requireNonNull(clientConnected, "clientConnected");
    Objects.requireNonNull(options, "options");
    EventLoop loop = Asyncio.getRunningLoop();
    return () ->
        new StreamReaderProtocol(new StreamReader(options.limit(), loop), clientConnected);
  }
}
