// Run it: ./asyncio4j run examples/EchoServer.java [PORT]
// Sends back every line that a client sends, until Ctrl-C. EchoClient.java talks to it.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.net.*;

void echo(StreamReader reader, StreamWriter writer) throws IOException {
  try (writer) {
    for (byte[] line : reader) {
      writer.write(line);
      writer.drain(); // waits while the client is slow to read
    }
  }
}

void main(String[] arguments) {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8888;
  run(
      () -> {
        try (var server = startServer(this::echo, "127.0.0.1", port)) {
          IO.println("serving on " + server.sockets().getFirst());
          server.serveForever();
        }
      });
}
