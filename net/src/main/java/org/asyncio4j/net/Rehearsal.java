package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.run;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * What programs of the network do in their first moments, done once for the JVM to remember: {@code
 * ./asyncio4j run --net} makes its AOT cache of this program's run.
 */
final class Rehearsal {
  private Rehearsal() {}

  /** Does it, in a few hundredths of a second, and prints what came of it. */
  static void main() {
    run(
        () -> {
          try (Server server = Net.startServer(Rehearsal::serve, "127.0.0.1", 0)) {
            int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
            try (Streams streams = Net.openConnection("127.0.0.1", port)) {
              streams.writer().write("rehearsed\n".getBytes(StandardCharsets.UTF_8));
              streams.writer().drain();
              for (String line : streams.reader().lines()) {
                System.out.println(line);
              }
            }
          }
        });
  }

  private static void serve(StreamReader reader, StreamWriter writer) throws IOException {
    try (writer) {
      writer.write(reader.readline());
      writer.drain();
    }
  }
}
