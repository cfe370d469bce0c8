// Run it: ./asyncio4j run examples/gallery/PaidTwice.java
// A retry that is not idempotent: the reply gets lost, the client asks again, and pays twice.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.*;
import org.asyncio4j.net.*;
import org.asyncio4j.simulation.*;

/** Books each order once, if the same order comes with the same number. */
class Bank {
  final Set<String> numbers = new HashSet<>();
  int euros;

  void serve() throws IOException {
    try (var server = startServer(this::book, "", 80)) {
      server.serveForever();
    }
  }

  void book(StreamReader reader, StreamWriter writer) throws IOException {
    try (writer) {
      String number = new String(reader.readline());
      if (numbers.add(number)) {
        euros += 10;
        sleep(0.05); // the ledger
      }
      writer.write("booked\n".getBytes());
      writer.drain();
    }
  }
}

class Client {
  int orders;

  /** Tries until it hears that 10 euros have been paid. */
  void pay() {
    while (true) {
      // A new number in each attempt: what was booked, and not heard of, is booked once more.
      String number = "order %s\n".formatted(++orders);
      if (ask(number)) {
        return;
      }
    }
  }

  boolean ask(String number) {
    try {
      return timeout(1, () -> send(number));
    } catch (Exception noReply) {
      return false; // was it booked? Who knows
    }
  }

  private boolean send(String number) throws IOException {
    try (var streams = openConnection("bank", 80)) {
      streams.writer().write(number.getBytes());
      streams.writer().drain();
      return new String(streams.reader().readline()).equals("booked\n");
    }
  }
}

class FixedClient extends Client {
  @Override
  void pay() {
    String number = "order %s\n".formatted(++orders); // one number for one order, however often sent
    while (true) {
      if (ask(number)) {
        return;
      }
    }
  }
}

void shop(Simulation simulation, Client client) throws Exception {
  var bank = new Bank();
  var machine = simulation.node("bank");
  machine.start(bank::serve);
  createTask(
      () -> {
        sleep(simulation.random().nextDouble()); // at some time in this second
        simulation.network().isolate(machine);
        sleep(3);
        simulation.network().heal();
      });
  simulation
      .node("shop")
      .run(
          () -> {
            for (int i = 0; i < 3; i++) {
              sleep(0.2);
              client.pay();
            }
          });
  if (bank.euros != 30) {
    throw new AssertionError("three orders of 10 euros, and %s are paid".formatted(bank.euros));
  }
}

void broken(Simulation simulation) throws Exception {
  shop(simulation, new Client());
}

void fixed(Simulation simulation) throws Exception {
  shop(simulation, new FixedClient());
}

final SimulationOptions found = SimulationOptions.DEFAULT;
final int within = 20; // seeds
final int survives = Integer.getInteger("asyncio4j.simulation.runs", 10_000);

void main() {
  Simulation.shortestFailure(found, within, this::broken)
      .ifPresent(failure -> IO.println("broken: " + failure.getMessage()));
  var survived = Simulation.runSeeds(found, survives, this::fixed);
  IO.println(String.format(Locale.ROOT, "\nfixed: survived %,d seeds", survived.size()));
}
