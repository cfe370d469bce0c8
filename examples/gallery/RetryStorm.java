// Run it: ./asyncio4j run examples/gallery/RetryStorm.java
// A retry storm: a server pauses for some seconds, and its clients never let it get up again.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import java.util.concurrent.TimeoutException;
import org.asyncio4j.*;
import org.asyncio4j.net.*;
import org.asyncio4j.simulation.*;

/** Answers one request after the other; has time for twice as many as there are usually. */
class Server {
  final Lock database = new Lock();

  void serve() throws IOException {
    try (var server = startServer(this::answer, "", 80)) {
      server.serveForever();
    }
  }

  void answer(StreamReader reader, StreamWriter writer) throws IOException {
    try (writer) {
      reader.readline();
      try (var _ = database.acquire()) {
        sleep(0.2); // it does not see that the client has given up meanwhile, as few servers do
      }
      writer.write("done\n".getBytes());
      writer.drain();
    }
  }

  void vacuum() {
    try (var _ = database.acquire()) {
      sleep(5);
    }
  }
}

/** Does not give up. */
class Client {
  void request() throws Exception {
    for (int attempt = 1; !ask(); attempt++) {
      pause(attempt);
    }
  }

  void pause(int attempt) {
    // None: so a pause of the server makes more work than it can do, most of it for nobody. Then all
    // replies come too late, all clients try again, and that is all the server ever does.
  }

  private boolean ask() {
    try {
      return timeout(0.5, this::send);
    } catch (Exception noReply) {
      return false;
    }
  }

  private boolean send() throws IOException {
    try (var streams = openConnection("server", 80)) {
      streams.writer().write("please\n".getBytes());
      streams.writer().drain();
      return new String(streams.reader().readline()).equals("done\n");
    }
  }
}

class FixedClient extends Client {
  @Override
  void pause(int attempt) {
    double most = Math.pow(2, Math.min(attempt, 4)); // twice as patient each time, up to a point,
    sleep(Simulation.current().random().nextDouble() * most); // and not all at once
  }
}

void day(Simulation simulation, Client client) {
  var server = new Server();
  simulation.node("server").start(server::serve);
  for (int i = 1; i <= 5; i++) {
    simulation.node("client " + i).start(() -> requests(simulation, client));
  }
  sleep(simulation.random().nextDouble() * 10);
  if (FaultPoint.fires("vacuum")) {
    server.vacuum(); // once a day somebody cleans the tables, and has them for five seconds
  }
  sleep(300);
}

void requests(Simulation simulation, Client client) throws Exception {
  sleep(simulation.random().nextDouble() * 2);
  for (int i = 0; i < 10; i++) {
    try {
      timeout(60, client::request);
    } catch (TimeoutException notInAMinute) {
      throw new AssertionError("the server is there, and has no time for a client");
    }
    sleep(2);
  }
}

void broken(Simulation simulation) {
  day(simulation, new Client());
}

void fixed(Simulation simulation) {
  day(simulation, new FixedClient());
}

final SimulationOptions found = SimulationOptions.DEFAULT.withFaults(FaultPlan.once("vacuum"));
final int within = 10; // seeds
final int survives = Integer.getInteger("asyncio4j.simulation.runs", 10_000);

void main() {
  Simulation.shortestFailure(found, within, this::broken)
      .ifPresent(failure -> IO.println("broken: " + failure.getMessage()));
  var survived = Simulation.runSeeds(found, survives, this::fixed);
  IO.println(String.format(Locale.ROOT, "\nfixed: survived %,d seeds", survived.size()));
}
