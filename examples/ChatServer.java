// Run it: ./asyncio4j run examples/ChatServer.java [PORT]
// What one says all others hear: join with nc 127.0.0.1 8888, and say your name first.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.*;
import org.asyncio4j.net.*;

// A queue for each guest: one who does not listen holds up nobody, and is thrown out in the end.
final int patience = 100;
final Map<String, Queue<String>> guests = new LinkedHashMap<>();

void tellAll(String message) {
  IO.println(message);
  for (var messages : guests.values()) {
    if (messages.full()) {
      messages.shutdownNow();
    } else if (messages.qsize() < patience) {
      messages.putNowait(message + "\n");
    }
  }
}

void tell(Queue<String> messages, StreamWriter writer) throws IOException {
  try (writer) {
    while (true) {
      writer.write(messages.get().getBytes());
      writer.drain();
    }
  } catch (QueueShutDownException tooSlow) {
    writer.transport().abort();
  }
}

void chat(StreamReader reader, StreamWriter writer) throws IOException {
  try (writer) {
    writer.write("your name? ".getBytes());
    var lines = reader.lines().iterator();
    if (!lines.hasNext()) {
      return;
    }
    String name = lines.next();
    var messages = new Queue<String>(patience);
    if (guests.putIfAbsent(name, messages) != null) {
      writer.write("there is a %s already\n".formatted(name).getBytes());
      return;
    }
    var teller = createTask(() -> tell(messages, writer));
    try {
      tellAll(name + " is here");
      while (lines.hasNext()) {
        tellAll(name + ": " + lines.next());
      }
    } finally {
      teller.cancel();
      guests.remove(name);
      tellAll(name + " has left");
    }
  }
}

void main(String[] arguments) {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8888;
  run(
      () -> {
        try (var server = startServer(this::chat, "127.0.0.1", port)) {
          IO.println("serving on " + server.sockets().getFirst());
          server.serveForever();
        }
      });
}
