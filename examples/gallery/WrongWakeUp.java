// Run it: ./asyncio4j run examples/gallery/WrongWakeUp.java
// The wrong one is woken: one condition for two kinds of waiters, and a signal for only one of them.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;
import org.asyncio4j.testing.*;

/** A belt with room for one parcel, between those who pack and those who drive. */
class Belt {
  private final List<Integer> parcels = new ArrayList<>();
  final Condition changed = new Condition();

  void put(int parcel) {
    try (var _ = changed.acquire()) {
      changed.awaitUntil(parcels::isEmpty);
      parcels.add(parcel);
      tell();
    }
  }

  int take() {
    try (var _ = changed.acquire()) {
      changed.awaitUntil(() -> !parcels.isEmpty());
      int parcel = parcels.removeLast();
      tell();
      return parcel;
    }
  }

  void tell() {
    // One place has changed, so one waiter is enough. But the one who has waited for longest may be
    // waiting for the opposite: it looks, waits again, and the signal is gone.
    changed.signal();
  }
}

class FixedBelt extends Belt {
  @Override
  void tell() {
    changed.signalAll(); // whom it does not concern looks and waits again
  }
}

void work(Belt belt) {
  TaskGroup.run(
      group -> {
        for (int i = 1; i <= 2; i++) {
          int parcel = i;
          group.createTask(belt::take, TaskOptions.named("driver " + i));
          group.createTask(() -> belt.put(parcel), TaskOptions.named("packer " + i));
        }
      });
}

void broken() {
  work(new Belt());
}

void fixed() {
  work(new FixedBelt());
}

final ExploreOptions found = ExploreOptions.DEFAULT.withRuns(50); // within so many schedules

void main() {
  try {
    AsyncTests.explore(found, this::broken);
  } catch (ScheduleFailure failure) {
    IO.println("broken: " + failure.getMessage());
  }
  IO.println("\nfixed: survived " + AsyncTests.explore(found.withRuns(10_000), this::fixed));
}
