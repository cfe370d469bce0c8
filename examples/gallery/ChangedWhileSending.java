// Run it: ./asyncio4j run examples/gallery/ChangedWhileSending.java
// A collection that is changed while somebody waits amid its loop: a chat, and one who leaves.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;
import org.asyncio4j.testing.*;

class Chat {
  final Map<String, List<String>> members = new LinkedHashMap<>();

  void join(String name) {
    members.put(name, new ArrayList<>());
  }

  void leave(String name) {
    members.remove(name);
  }

  void broadcast(String text) {
    for (var inbox : members.values()) { // who joins or leaves during a wait breaks this loop
      send(inbox, text);
    }
  }

  void send(List<String> inbox, String text) {
    sleep(0.01); // a slow network
    inbox.add(text);
  }
}

class FixedChat extends Chat {
  @Override
  void broadcast(String text) {
    for (var inbox : List.copyOf(members.values())) { // those who are here now
      send(inbox, text);
    }
  }
}

void evening(Chat chat) {
  chat.join("ann");
  chat.join("bob");
  chat.join("carl");
  var talks = createTask(() -> chat.broadcast("hello"), TaskOptions.named("ann talks"));
  var leaves =
      createTask(
          () -> {
            sleep(0.01); // bob reads his mails,
            sleep(0.01); // yawns,
            chat.leave("bob"); // and goes to bed
          },
          TaskOptions.named("bob leaves"));
  await(gather(talks, leaves));
}

void broken() {
  evening(new Chat());
}

void fixed() {
  evening(new FixedChat());
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
