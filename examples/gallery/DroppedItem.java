// Run it: ./asyncio4j run examples/gallery/DroppedItem.java
// A dropped item: a worker that is told to stop takes the job it has just got with it.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;
import org.asyncio4j.testing.*;

/** Sends mails from a queue, until it is cancelled. */
class Mailer {
  final Queue<String> outbox = new Queue<>();
  final List<String> sent = new ArrayList<>();

  void work() {
    while (true) {
      String mail = outbox.get();
      send(mail); // cancelled here, the mail is neither sent nor in the queue
    }
  }

  void send(String mail) {
    sleep(0.01); // the server
    sent.add(mail);
  }
}

class FixedMailer extends Mailer {
  @Override
  void work() {
    while (true) {
      String mail = outbox.get();
      try {
        send(mail);
      } catch (CancelledError stop) {
        outbox.putNowait(mail); // for the one who works here next
        throw stop;
      }
    }
  }
}

void shift(Mailer mailer) throws Exception {
  var worker = createTask(mailer::work, TaskOptions.named("worker"));
  try {
    mailer.outbox.put("to ann");
    mailer.outbox.put("to bob");
    sleep(1); // time enough, if nobody tells the worker to stop
  } finally {
    worker.cancel();
    Asyncio.wait(List.of(worker));
  }
  if (mailer.sent.size() + mailer.outbox.qsize() != 2) {
    throw new AssertionError("sent %s, and left %s".formatted(mailer.sent, mailer.outbox));
  }
}

void broken() throws Exception {
  shift(new Mailer());
}

void fixed() throws Exception {
  shift(new FixedMailer());
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
