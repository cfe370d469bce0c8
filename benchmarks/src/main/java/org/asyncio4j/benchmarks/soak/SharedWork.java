package org.asyncio4j.benchmarks.soak;

import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;

import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.asyncio4j.AsyncGenerator;
import org.asyncio4j.Condition;
import org.asyncio4j.Future;
import org.asyncio4j.Lock;
import org.asyncio4j.Queue;
import org.asyncio4j.Semaphore;
import org.asyncio4j.Task;
import org.asyncio4j.WhenCancelled;
import org.asyncio4j.benchmarks.soak.Ledger.Entry;

/** What tasks share, and what they have done by others: queues, locks, threads, generators. */
final class SharedWork {
  private SharedWork() {}

  /** Producers and consumers of a bounded queue; any of them may be cancelled at any moment. */
  static void queue(Ledger ledger, RandomGenerator random) {
    var queue = new Queue<Integer>(1 + random.nextInt(4));
    var producers = new ArrayList<Task<?>>();
    var consumers = new ArrayList<Task<?>>();
    long[] balance = new long[1];
    for (int p = 1 + random.nextInt(3); p > 0; p--) {
      producers.add(
          ledger.spawn(
              () -> {
                for (int i = 1; i <= 30; i++) {
                  queue.put(i);
                  ledger.count(Entry.ITEMS_PUT);
                  balance[0] += i;
                }
                return null;
              }));
      consumers.add(
          ledger.spawn(
              () -> {
                while (true) {
                  int item = queue.get();
                  ledger.count(Entry.ITEMS_GOT);
                  balance[0] -= item;
                  queue.taskDone();
                  if (item % 7 == 0) {
                    sleep(0);
                  }
                }
              }));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      Pause.some(random);
      producers.get(random.nextInt(producers.size())).cancel();
      consumers.get(random.nextInt(consumers.size())).cancel();
    }
    if (consumers.stream().allMatch(Task::done)) {
      producers.forEach(Task::cancel); // nobody makes room for them
    }
    while (!producers.stream().allMatch(Task::done)) {
      Pause.some(random);
      if (consumers.stream().allMatch(Task::done)) {
        producers.forEach(Task::cancel);
      }
    }
    Pause.some(random);
    consumers.forEach(Task::cancel);
    Pause.untilDone(producers);
    Pause.untilDone(consumers);
    ledger.add(Entry.ITEMS_LEFT, queue.qsize());
    while (!queue.empty()) {
      balance[0] -= queue.getNowait();
    }
    ledger.check(balance[0] == 0, "no item is lost", "sum of items off by " + balance[0]);
  }

  /** Who is inside, of the tasks that want in. */
  private static final class Room {
    private final Ledger ledger;
    private final int places;
    private int inside;

    Room(Ledger ledger, int places) {
      this.ledger = ledger;
      this.places = places;
    }

    void stay(RandomGenerator random) {
      ledger.count(Entry.ENTERED);
      inside++;
      ledger.check(inside <= places, "locks exclude", inside + " inside of " + places);
      try {
        Pause.some(random);
      } finally {
        inside--;
        ledger.count(Entry.LEFT);
      }
    }
  }

  /** A lock and a semaphore under contention, with cancellations; both are free in the end. */
  static void locks(Ledger ledger, RandomGenerator random) {
    var lock = new Lock();
    var semaphore = new Semaphore(2);
    var one = new Room(ledger, 1);
    var two = new Room(ledger, 2);
    var tasks = new ArrayList<Task<?>>();
    for (int i = 0; i < 10; i++) {
      tasks.add(
          ledger.spawn(
              () -> {
                try (var _ = semaphore.acquire()) {
                  two.stay(random);
                  try (var _ = lock.acquire()) {
                    one.stay(random);
                  }
                }
                return null;
              }));
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      Pause.some(random);
      tasks.get(random.nextInt(tasks.size())).cancel();
    }
    Pause.untilDone(tasks);
    ledger.check(
        !lock.locked() && !semaphore.locked() && semaphore.toString().contains("value=2"),
        "locks are released",
        lock + ", " + semaphore);
  }

  /** Tasks that wait for a number, under a condition, while another one counts. */
  static void condition(Ledger ledger, RandomGenerator random) {
    var condition = new Condition();
    int[] number = new int[1];
    var tasks = new ArrayList<Task<?>>();
    for (int i = 0; i < 6; i++) {
      int wanted = i;
      tasks.add(
          ledger.spawn(
              () -> {
                try (var _ = condition.acquire()) {
                  condition.awaitUntil(() -> number[0] > wanted);
                  ledger.check(condition.locked(), "a condition is held after the wait", "is not");
                }
                return null;
              }));
    }
    if (random.nextBoolean()) {
      Pause.some(random);
      tasks.get(random.nextInt(6)).cancel();
    }
    for (int i = 0; i < 6; i++) {
      try (var _ = condition.acquire()) {
        number[0]++;
        condition.signalAll();
      }
      Pause.some(random);
    }
    Pause.untilDone(tasks);
    ledger.check(!condition.locked(), "locks are released", condition.toString());
  }

  /** Functions on the default executor's threads, some cancelled, some of these interrupted. */
  static void threads(Ledger ledger, RandomGenerator random) {
    int given = random.nextInt();
    int got = toThread(() -> function(ledger, 0, given));
    ledger.check(given == got, "toThread brings its result", given + " became " + got);
    var futures = new ArrayList<Future<?>>();
    for (int i = 0; i < 4; i++) {
      long micros = random.nextInt(1_000);
      var how = random.nextBoolean() ? WhenCancelled.DETACH : WhenCancelled.INTERRUPT;
      futures.add(getRunningLoop().runInExecutor(() -> function(ledger, micros, given), how));
      if (random.nextBoolean()) {
        Pause.some(random);
        futures.get(random.nextInt(futures.size())).cancel();
      }
    }
    Pause.untilDone(futures);
  }

  private static int function(Ledger ledger, long micros, int result) {
    ledger.count(Entry.FUNCTIONS_BEGUN);
    try {
      if (micros > 0) {
        LockSupport.parkNanos(micros * 1_000);
      }
      return result;
    } finally {
      ledger.count(Entry.FUNCTIONS_ENDED);
    }
  }

  /** Generators that are emptied, closed early, failed into, or abandoned. */
  static void generators(Ledger ledger, RandomGenerator random) {
    int length = random.nextInt(10);
    int taken = random.nextInt(10);
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              ledger.count(Entry.GENERATORS_BEGUN);
              try {
                for (int i = 0; i < length; i++) {
                  if (i % 3 == 1) {
                    sleep(0);
                  }
                  out.emit(i);
                }
              } finally {
                ledger.count(Entry.GENERATORS_ENDED);
              }
            });
    int next = 0;
    for (int element : generator) {
      ledger.check(element == next, "generators lose nothing", element + " for " + next);
      if (++next == taken) {
        break;
      }
    }
    switch (random.nextInt(20)) {
      case 0 -> {} // abandoned
      case 1 -> throwInto(ledger, generator);
      default -> generator.close();
    }
  }

  private static void throwInto(Ledger ledger, AsyncGenerator<Integer> generator) {
    try {
      generator.athrow(new TaskWork.Planned());
      ledger.fail("what is thrown into a generator comes out", "nothing did");
    } catch (TaskWork.Planned | java.util.NoSuchElementException expected) {
      generator.close();
    }
  }
}
