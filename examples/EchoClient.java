// Run it: ./asyncio4j run examples/EchoClient.java [PORT]
// Sends three lines to EchoServer.java, and prints what comes back.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.*;

void main(String[] arguments) {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8888;
  run(
      () -> {
        try (var streams = timeout(5, () -> openConnection("127.0.0.1", port))) {
          for (String word : List.of("hello", "wide", "world")) {
            streams.writer().write((word + "\n").getBytes());
            streams.writer().drain();
            IO.print(new String(streams.reader().readline()));
          }
        }
      });
}
