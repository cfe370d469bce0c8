// Run it: ./asyncio4j run examples/gallery/LockOrder.java
// A deadlock by the order of locks: two transfers in opposite directions wait for each other.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;
import org.asyncio4j.testing.*;

class Account {
  final String iban;
  final Lock lock = new Lock();
  int euros = 100;

  Account(String iban) {
    this.iban = iban;
  }
}

class Bank {
  void transfer(Account from, Account to, int euros) {
    try (var _ = from.lock.acquire()) { // the payer first, who is somebody else in each transfer
      checkLimit(from, euros);
      try (var _ = to.lock.acquire()) {
        book(from, to, euros);
      }
    }
  }

  void checkLimit(Account from, int euros) {
    sleep(0.01); // asks the database
  }

  void book(Account from, Account to, int euros) {
    from.euros -= euros;
    to.euros += euros;
  }
}

class FixedBank extends Bank {
  @Override
  void transfer(Account from, Account to, int euros) {
    boolean inOrder = from.iban.compareTo(to.iban) < 0; // one order for all: no circle can close
    try (var _ = (inOrder ? from : to).lock.acquire()) {
      checkLimit(from, euros);
      try (var _ = (inOrder ? to : from).lock.acquire()) {
        book(from, to, euros);
      }
    }
  }
}

void transfers(Bank bank) {
  var ann = new Account("AT61");
  var bob = new Account("BE71");
  TaskGroup.run(
      group -> {
        group.createTask(() -> bank.transfer(ann, bob, 10), TaskOptions.named("ann pays bob"));
        group.createTask(
            () -> {
              sleep(0.01); // bob types
              bank.transfer(bob, ann, 20);
            },
            TaskOptions.named("bob pays ann"));
      });
  if (ann.euros != 110 || bob.euros != 90) {
    throw new AssertionError("ann has %s, bob has %s".formatted(ann.euros, bob.euros));
  }
}

void broken() {
  transfers(new Bank());
}

void fixed() {
  transfers(new FixedBank());
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
