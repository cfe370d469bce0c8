package org.asyncio4j.benchmarks.contestants;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.asyncio4j.Asyncio;
import org.asyncio4j.IncompleteReadException;
import org.asyncio4j.net.BaseTransport;
import org.asyncio4j.net.Net;
import org.asyncio4j.net.Protocol;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.asyncio4j.net.Transport;
import org.jspecify.annotations.Nullable;

/** Servers on asyncio4j: see {@link EchoServer}. */
final class Asyncio4jEcho {
  private Asyncio4jEcho() {}

  static void main(String[] arguments) {
    Asyncio.run(() -> serve(arguments));
  }

  private static void serve(String[] arguments) throws Exception {
    ServerOptions options = ServerOptions.DEFAULT.withBacklog(1_024);
    Server server =
        switch (arguments[0]) {
          case EchoServer.STREAMS ->
              Net.startServer(Asyncio4jEcho::echo, EchoServer.HOST, 0, options);
          case EchoServer.PROTOCOLS -> Net.createServer(Echo::new, EchoServer.HOST, 0, options);
          case EchoServer.TLS ->
              Net.startServer(
                  Asyncio4jEcho::echo,
                  EchoServer.HOST,
                  0,
                  options.withSsl(EchoServer.tls(arguments[1])));
          case EchoServer.HTTP ->
              Net.startServer(Asyncio4jEcho::hello, EchoServer.HOST, 0, options);
          default -> throw EchoServer.unknown(arguments[0]);
        };
    EchoServer.ready(((InetSocketAddress) server.sockets().getFirst()).getPort());
    Asyncio.toThread(EchoServer::awaitEnd);
    server.close();
    server.abortClients();
  }

  private static void echo(StreamReader reader, StreamWriter writer) throws IOException {
    try (writer) {
      byte[] data = reader.read(EchoServer.CHUNK);
      while (data.length > 0) {
        writer.write(data);
        writer.drain();
        data = reader.read(EchoServer.CHUNK);
      }
    }
  }

  private static void hello(StreamReader reader, StreamWriter writer) throws IOException {
    try (writer) {
      while (true) {
        reader.readuntil(EchoServer.END_OF_REQUEST);
        writer.write(EchoServer.HELLO);
        writer.drain();
      }
    } catch (IncompleteReadException end) {
      // The client has gone.
    }
  }

  private static final class Echo implements Protocol {
    private @Nullable Transport transport;

    @Override
    public void connectionMade(BaseTransport made) {
      transport = (Transport) made;
    }

    @Override
    public void dataReceived(byte[] data) {
      if (transport != null) {
        transport.write(data);
      }
    }
  }
}
