// Run it: ./asyncio4j run examples/gallery/CheckThenAct.java
// Check, then act: a cache that asks the database twice, and takes back what has been changed since.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;
import org.asyncio4j.testing.*;

/** The profiles of users, each of them read from the database once. */
class Profiles {
  private final Map<String, String> cache = new HashMap<>();
  int reads;

  String get(String user) {
    String profile = cache.get(user);
    if (profile == null) {
      // That it is not there was true before the wait. After it, somebody else may have put it.
      profile = read(user);
      cache.put(user, profile);
    }
    return profile;
  }

  String read(String user) {
    reads++;
    sleep(0.01); // the database
    return "profile of " + user;
  }
}

class FixedProfiles extends Profiles {
  private final Map<String, Task<String>> cache = new HashMap<>();

  @Override
  String get(String user) {
    // Check and act are one step: what is put is the task that reads, for all others to wait for.
    // The shield keeps it alive if the one who has begun it is cancelled.
    // (Where reading can fail, a task that has failed has to be taken out again.)
    return await(shield(cache.computeIfAbsent(user, _ -> createTask(() -> read(user)))));
  }
}

void page(Profiles profiles) {
  TaskGroup.run(
      group -> {
        group.createTask(() -> profiles.get("ann"), TaskOptions.named("header"));
        group.createTask(
            () -> {
              sleep(0.01); // the list of messages, from the same database
              profiles.get("ann");
            },
            TaskOptions.named("messages"));
      });
  if (profiles.reads > 1) {
    throw new AssertionError("ann was read %s times".formatted(profiles.reads));
  }
}

void broken() {
  page(new Profiles());
}

void fixed() {
  page(new FixedProfiles());
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
