package org.asyncio4j.benchmarks.soak;

import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.AsyncGenerator;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Queue;
import org.asyncio4j.benchmarks.soak.Ledger.Entry;

/** A fault put in on purpose, once a period, to see that the soak finds it. */
enum Plant {
  NONE("") {
    @Override
    void run(Ledger ledger, List<Object> kept) {}
  },
  LOST_ITEM("no item is lost") {
    @Override
    void run(Ledger ledger, List<Object> kept) {
      var queue = new Queue<Integer>();
      queue.put(1);
      ledger.count(Entry.ITEMS_PUT);
    }
  },
  LOST_CALL("every call-in runs or is cancelled") {
    @Override
    void run(Ledger ledger, List<Object> kept) {
      ledger.count(Entry.CALLS_MADE);
      getRunningLoop().callSoonThreadsafe(() -> ledger.count(Entry.CALLS_RUN)).cancel();
    }
  },
  ENDLESS_TASK("no task is leaked") {
    @Override
    void run(Ledger ledger, List<Object> kept) {
      EventLoop loop = getRunningLoop();
      createTask(() -> org.asyncio4j.Asyncio.await(loop.createFuture()));
    }
  },
  KEPT_TASK("no task is leaked") {
    @Override
    void run(Ledger ledger, List<Object> kept) {
      kept.add(createTask(() -> 1));
    }
  },
  UNCOUNTED_END("every task ends in exactly one way") {
    @Override
    void run(Ledger ledger, List<Object> kept) {
      ledger.count(Entry.TASKS_RETURNED);
    }
  },
  LEFT_TIMER("no timer is left") {
    @Override
    void run(Ledger ledger, List<Object> kept) {
      getRunningLoop().callLater(3_600, () -> {});
    }
  },
  LEFT_FRAME("no frame is leaked") {
    @Override
    void run(Ledger ledger, List<Object> kept) {
      AsyncGenerator<Integer> generator = asyncGenerator(out -> out.emit(1));
      generator.anext();
      kept.add(generator);
    }
  },
  UNENDED_GENERATOR("every generator's body ends") {
    @Override
    void run(Ledger ledger, List<Object> kept) {
      ledger.count(Entry.GENERATORS_BEGUN);
    }
  },
  KEPT_OBJECTS("no object of asyncio4j is kept") {
    @Override
    void run(Ledger ledger, List<Object> kept) {
      for (int i = 0; i < 100; i++) {
        kept.add(getRunningLoop().createFuture());
      }
    }
  },
  GROWING_LIST("the heap is flat") {
    @Override
    void run(Ledger ledger, List<Object> kept) {
      kept.add(new ArrayList<>(List.of(new byte[2_000_000])));
    }
  },
  UNHANDLED("nothing is reported to the exception handler") {
    @Override
    void run(Ledger ledger, List<Object> kept) {
      getRunningLoop()
          .callSoon(
              () -> {
                throw new TaskWork.Planned();
              });
    }
  };

  private final String found;

  Plant(String found) {
    this.found = found;
  }

  /** {@return the invariant that this breaks} */
  String invariant() {
    return found;
  }

  /** In a task: plants it; what it needs to stay alive it puts into {@code kept}. */
  abstract void run(Ledger ledger, List<Object> kept);
}
