// Run it: ./asyncio4j run examples/gallery/LostUpdate.java
// A lost update: two deposits at once, and one of them is gone.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;
import org.asyncio4j.testing.*;

/** It keeps euros, and takes dollars, too. */
class Account {
  int euros = 100;

  void deposit(int dollars) {
    // Looks like one step, and is two: Java reads the balance first, then calls, and the call waits
    // for the rate. What others deposit meanwhile is overwritten with a sum that does not know it.
    euros += inEuros(dollars);
  }

  int inEuros(int dollars) {
    sleep(0.01); // asks somebody for the rate
    return dollars / 2;
  }
}

class FixedAccount extends Account {
  @Override
  void deposit(int dollars) {
    int more = inEuros(dollars); // wait first,
    euros += more; // then read and write, with no wait between: nobody can come between
  }
}

void payday(Account account) {
  TaskGroup.run(
      group -> {
        group.createTask(() -> account.deposit(2000), TaskOptions.named("salary"));
        group.createTask(
            () -> {
              sleep(0.01); // a bonus is looked at by somebody first
              account.deposit(500);
            },
            TaskOptions.named("bonus"));
      });
  if (account.euros != 1350) {
    throw new AssertionError("100 + 1000 + 250 euros are " + account.euros);
  }
}

void broken() {
  payday(new Account());
}

void fixed() {
  payday(new FixedAccount());
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
