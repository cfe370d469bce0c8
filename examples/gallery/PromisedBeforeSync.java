// Run it: ./asyncio4j run examples/gallery/PromisedBeforeSync.java
// A promise before the sync: what the server has confirmed is gone after a power cut.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.*;
import org.asyncio4j.net.*;
import org.asyncio4j.simulation.*;

/** Keeps a list of names, one line each, in a file. */
class GuestBook {
  final Disk disk;

  GuestBook(Disk disk) {
    this.disk = disk;
  }

  void serve() throws IOException {
    try (var server = startServer(this::sign, "", 80)) {
      server.serveForever();
    }
  }

  private void sign(StreamReader reader, StreamWriter writer) throws IOException {
    try (writer) {
      sign(reader.readline(), writer);
    }
  }

  void sign(byte[] name, StreamWriter writer) throws IOException {
    disk.append("guests", name);
    writer.write("signed\n".getBytes()); // it is in memory: so it can be read, and can be lost
    writer.drain();
    disk.sync("guests");
  }
}

class FixedGuestBook extends GuestBook {
  FixedGuestBook(Disk disk) {
    super(disk);
  }

  @Override
  void sign(byte[] name, StreamWriter writer) throws IOException {
    disk.append("guests", name);
    disk.sync("guests"); // first what costs time, then the promise
    writer.write("signed\n".getBytes());
    writer.drain();
  }
}

/** {@return those who were told that they have signed} */
List<String> guests() {
  var signed = new ArrayList<String>();
  for (String name : List.of("ann\n", "bob\n", "carl\n", "dora\n", "emil\n")) {
    try {
      if (timeout(1, () -> send(name)).equals("signed\n")) {
        signed.add(name);
      }
    } catch (Exception noReply) {
      // perhaps, perhaps not
    }
  }
  return signed;
}

String send(String name) throws IOException {
  try (var streams = openConnection("server", 80)) {
    streams.writer().write(name.getBytes());
    streams.writer().drain();
    return new String(streams.reader().readline());
  }
}

void evening(Simulation simulation, Node server, GuestBook book) throws Exception {
  server.start(book::serve);
  createTask(
      () -> {
        sleep(simulation.random().nextDouble() * 0.05);
        server.crash();
        sleep(0.5);
        server.restart();
      });
  List<String> signed = simulation.node("client").run(this::guests);
  String kept = book.disk.exists("guests") ? new String(book.disk.read("guests")) : "";
  for (String name : signed) {
    if (!kept.contains(name)) {
      throw new AssertionError("%s has signed, and is not in the book".formatted(name.strip()));
    }
  }
}

boolean isTheBug(Throwable found, Throwable other) { // whoever it is that has signed
  return String.valueOf(other.getMessage()).endsWith("has signed, and is not in the book");
}

void broken(Simulation simulation) throws Exception {
  Node server = simulation.node("server");
  evening(simulation, server, new GuestBook(server.disk()));
}

void fixed(Simulation simulation) throws Exception {
  Node server = simulation.node("server");
  evening(simulation, server, new FixedGuestBook(server.disk()));
}

final SimulationOptions found =
    SimulationOptions.DEFAULT.withShrinking(ShrinkOptions.DEFAULT.withSame(this::isTheBug));
final int within = 20; // seeds
final int survives = Integer.getInteger("asyncio4j.simulation.runs", 10_000);

void main() {
  Simulation.shortestFailure(found, within, this::broken)
      .ifPresent(failure -> IO.println("broken: " + failure.getMessage()));
  var survived = Simulation.runSeeds(found, survives, this::fixed);
  IO.println(String.format(Locale.ROOT, "\nfixed: survived %,d seeds", survived.size()));
}
