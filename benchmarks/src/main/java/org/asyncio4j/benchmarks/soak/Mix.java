package org.asyncio4j.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;

/** What a soak is made of. */
enum Mix {
  /** Tasks, and what asyncio has for them. */
  USUAL {
    @Override
    List<Work> works(Arena arena) {
      return PEACEFUL;
    }
  },
  /**
   * The usual work, and beside it everything that can make a loop stand: callbacks, stackless
   * bodies, tasks and foreign threads share locks, prints, logs and queues of the JDK.
   */
  HOSTILE {
    @Override
    List<Work> works(Arena arena) {
      var works = new ArrayList<>(PEACEFUL);
      var locked = new LockedWork(arena);
      var blocked = new BlockedWork(arena);
      List<Work> hostile =
          List.of(
              locked::sections,
              locked::prints,
              locked::logs,
              locked::stackless,
              locked::failures,
              locked::otherLoop,
              blocked::queues,
              blocked::callbacksForThreads,
              blocked::callbacksForTasks,
              blocked::cancellations,
              blocked::limits,
              blocked::handles);
      works.addAll(hostile);
      works.addAll(hostile); // most of it
      return works;
    }
  };

  private static final List<Work> PEACEFUL =
      List.of(
          TaskWork::spawnAndCancel,
          TaskWork::limits,
          TaskWork::groups,
          TaskWork::combined,
          TaskWork::stackless,
          SharedWork::queue,
          SharedWork::locks,
          SharedWork::condition,
          SharedWork::threads,
          SharedWork::generators);

  /** {@return what the drivers choose from} */
  abstract List<Work> works(Arena arena);
}
