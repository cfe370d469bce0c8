package org.asyncio4j.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.asyncio4j.net.ClientConnected;
import org.asyncio4j.net.Net;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.Streams;

/** Programs for nodes, as they would be written for real machines. */
final class Programs {
  static final int PORT = 7;

  private Programs() {}

  /** Sends back every line. */
  static void echo() throws IOException {
    serve(
        (reader, writer) -> {
          try (writer) {
            for (byte[] line : reader) {
              writer.write(line);
              writer.drain();
            }
          }
        });
  }

  static void serve(ClientConnected client) throws IOException {
    try (Server server = Net.startServer(client, "", PORT)) {
      server.serveForever();
    }
  }

  /** {@return what a server answers to a line} */
  static String ask(String host, String line) throws IOException {
    try (Streams streams = Net.openConnection(host, PORT)) {
      return ask(streams, line);
    }
  }

  static String ask(Streams streams, String line) throws IOException {
    streams.writer().write((line + "\n").getBytes(UTF_8));
    streams.writer().drain();
    return new String(streams.reader().readline(), UTF_8).strip();
  }
}
