// Run it: ./asyncio4j run examples/TcpProxy.java PORT HOST HOSTS_PORT
// Passes on what comes to a port to another server, and its answers back; says how much it was.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.*;
import org.asyncio4j.net.*;

// One direction. When its sender has ended, so does it; the other one goes on.
int pump(StreamReader from, StreamWriter to) throws IOException {
  int passed = 0;
  for (byte[] data; (data = from.read(65536)).length > 0; passed += data.length) {
    to.write(data);
    to.drain();
  }
  to.writeEof();
  return passed;
}

void proxy(StreamReader reader, StreamWriter writer, String host, int port) throws IOException {
  try (writer;
      var server = timeout(10, () -> openConnection(host, port))) {
    TaskGroup.run(
        group -> {
          var there = group.createTask(() -> pump(reader, server.writer()));
          var back = group.createTask(() -> pump(server.reader(), writer));
          IO.println("%s bytes there, %s back".formatted(await(there), await(back)));
        });
  } catch (Exception lost) { // either side, or the server is not there
    IO.println("lost: " + lost);
  }
}

void main(String[] arguments) {
  if (arguments.length != 3) {
    throw new SystemExit(2);
  }
  int port = Integer.parseInt(arguments[0]);
  String host = arguments[1];
  int hostsPort = Integer.parseInt(arguments[2]);
  run(
      () -> {
        ClientConnected proxy = (reader, writer) -> proxy(reader, writer, host, hostsPort);
        try (var server = startServer(proxy, "127.0.0.1", port)) {
          IO.println("serving on " + server.sockets().getFirst());
          server.serveForever();
        }
      });
}
