// Run it: ./asyncio4j run examples/gallery/DoubleClose.java
// A double close: a connection goes back to its pool twice, and then two strangers share it.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;
import org.asyncio4j.testing.*;

class Pool {
  final List<String> idle = new ArrayList<>(List.of("connection 1"));
}

/** Somebody's use of a connection; closed by its owner, and by a watchdog if that forgets it. */
class Session {
  final Pool pool;
  final String connection;
  boolean closed;

  Session(Pool pool) {
    this.pool = pool;
    this.connection = pool.idle.removeFirst();
  }

  void close() {
    if (!closed) {
      rollBack();
      closed = true; // too late: whoever closes it during the wait has looked, and seen it open
      pool.idle.add(connection);
    }
  }

  void rollBack() {
    sleep(0.01); // tells the server
  }
}

class FixedSession extends Session {
  FixedSession(Pool pool) {
    super(pool);
  }

  @Override
  void close() {
    if (!closed) {
      closed = true; // in the same step as the look
      rollBack();
      pool.idle.add(connection);
    }
  }
}

void use(Pool pool, Session session) {
  TaskGroup.run(
      group -> {
        group.createTask(session::close, TaskOptions.named("owner"));
        group.createTask(
            () -> {
              sleep(0.01); // is it still alive?
              session.close();
            },
            TaskOptions.named("watchdog"));
      });
  if (pool.idle.size() != 1) {
    throw new AssertionError("the pool lends " + pool.idle);
  }
}

void broken() {
  var pool = new Pool();
  use(pool, new Session(pool));
}

void fixed() {
  var pool = new Pool();
  use(pool, new FixedSession(pool));
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
