// Run it: ./asyncio4j run examples/gallery/LeakedPermit.java
// A leaked permit: who is cancelled at the wrong moment takes a place away for ever.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;
import org.asyncio4j.testing.*;

/** Of a service that takes one request at a time. */
class Client {
  final Semaphore turn = new Semaphore(1);

  void get() {
    turn.acquire();
    connect(); // cancelled here, it has the turn, and is not in the try yet: nobody gives it back
    try {
      sleep(0.01); // the request
    } finally {
      turn.release();
    }
  }

  void connect() {
    sleep(0.01);
  }
}

class FixedClient extends Client {
  @Override
  void get() {
    try (var _ = turn.acquire()) { // with no wait between the turn and what gives it back
      connect();
      sleep(0.01);
    }
  }
}

void requests(Client client) {
  var first = createTask(client::get, TaskOptions.named("first"));
  var second = createTask(client::get, TaskOptions.named("second"));
  await(gatherOutcomes(first, second)); // whatever becomes of the first, the second has its turn
  if (client.turn.locked()) {
    throw new AssertionError("both requests are over, and it is still somebody's turn");
  }
}

void broken() {
  requests(new Client());
}

void fixed() {
  requests(new FixedClient());
}

// Within so many schedules; in each of them one task is cancelled, at one of its waits.
final ExploreOptions found = ExploreOptions.DEFAULT.cancelEverywhere().withRuns(20);

void main() {
  try {
    AsyncTests.explore(found, this::broken);
  } catch (ScheduleFailure failure) {
    IO.println("broken: " + failure.getMessage());
  }
  IO.println("\nfixed: survived " + AsyncTests.explore(found.withRuns(10_000), this::fixed));
}
