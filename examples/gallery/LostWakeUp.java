// Run it: ./asyncio4j run examples/gallery/LostWakeUp.java
// A lost wake-up: the signal comes between looking and waiting, and nobody ever signals again.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;
import org.asyncio4j.testing.*;

/** Letters for one reader; each is written to disk before it counts. */
class Mailbox {
  final List<String> letters = new ArrayList<>();
  final Condition arrived = new Condition();

  void send(String letter) {
    try (var _ = arrived.acquire()) {
      sleep(0.01); // the disk
      letters.add(letter);
      arrived.signal();
    }
  }

  String receive() {
    // To look needs no lock, on one thread: so it seems. But the lock may have to be waited for, and
    // its holder is just the one who will signal. Afterwards nobody looks again.
    if (letters.isEmpty()) {
      try (var _ = arrived.acquire()) {
        arrived.await();
      }
    }
    return letters.removeFirst();
  }
}

class FixedMailbox extends Mailbox {
  @Override
  String receive() {
    try (var _ = arrived.acquire()) {
      arrived.awaitUntil(() -> !letters.isEmpty()); // looks with the lock held, and after each wait
      return letters.removeFirst();
    }
  }
}

void deliver(Mailbox mailbox) {
  TaskGroup.run(
      group -> {
        group.createTask(mailbox::receive, TaskOptions.named("reader"));
        group.createTask(() -> mailbox.send("hello"), TaskOptions.named("sender"));
      });
}

void broken() {
  deliver(new Mailbox());
}

void fixed() {
  deliver(new FixedMailbox());
}

final ExploreOptions found = ExploreOptions.DEFAULT.withRuns(20); // within so many schedules

void main() {
  try {
    AsyncTests.explore(found, this::broken);
  } catch (ScheduleFailure failure) {
    IO.println("broken: " + failure.getMessage());
  }
  IO.println("\nfixed: survived " + AsyncTests.explore(found.withRuns(10_000), this::fixed));
}
