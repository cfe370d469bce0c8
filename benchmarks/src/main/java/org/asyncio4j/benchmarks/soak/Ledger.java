package org.asyncio4j.benchmarks.soak;

import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.jspecify.annotations.Nullable;

/**
 * The books of a soak: counts of a fixed number of things, and what was found wrong. Any thread.
 */
final class Ledger {
  private static final int MOST_FAILURES = 20;

  /** What is counted. */
  enum Entry {
    TASKS_STARTED,
    TASKS_RETURNED,
    TASKS_FAILED,
    TASKS_CANCELLED,
    ITEMS_PUT,
    ITEMS_GOT,
    ITEMS_LEFT,
    CALLS_MADE,
    CALLS_RUN,
    CALLS_CANCELLED,
    COROUTINES_SENT,
    COROUTINES_ENDED,
    FUNCTIONS_BEGUN,
    FUNCTIONS_ENDED,
    GENERATORS_BEGUN,
    GENERATORS_ENDED,
    TIMEOUTS_FIRED,
    TIMEOUTS_KEPT,
    ENTERED,
    LEFT,
    CALLBACKS_MADE,
    CALLBACKS_RUN,
    CALLBACKS_CANCELLED,
    SECTIONS_LEFT,
    SECTIONS_COUNTED,
    LINES_PRINTED,
    LINES_WRITTEN,
    RECORDS_LOGGED,
    RECORDS_HANDLED,
    REPORTS_CAUSED,
    REPORTS_HANDLED,
    PARCELS_SENT,
    PARCELS_GOT,
    PARCELS_LEFT
  }

  private final Map<Entry, LongAdder> counts = new EnumMap<>(Entry.class);
  private final List<String> failures = new CopyOnWriteArrayList<>();

  Ledger() {
    for (Entry entry : Entry.values()) {
      counts.put(entry, new LongAdder());
    }
  }

  void count(Entry entry) {
    add(entry, 1);
  }

  void add(Entry entry, long n) {
    counter(entry).add(n);
  }

  long total(Entry entry) {
    return counter(entry).sum();
  }

  private LongAdder counter(Entry entry) {
    LongAdder counter = counts.get(entry);
    if (counter == null) {
      throw new AssertionError(entry);
    }
    return counter;
  }

  /** Something is wrong: names the invariant, and says what was seen. */
  void fail(String invariant, String seen) {
    if (failures.size() < MOST_FAILURES) {
      failures.add(invariant + ": " + seen);
    }
  }

  void check(boolean holds, String invariant, String seen) {
    if (!holds) {
      fail(invariant, seen);
    }
  }

  /** What another ledger has found is found. */
  void takeOver(Ledger other) {
    failures.addAll(other.failures);
  }

  List<String> failures() {
    return failures;
  }

  // --- tasks ------------------------------------------------------------------------------------

  /** Starts a task, whose body must end in one way, once, and the task in the same. */
  <T extends @Nullable Object> Task<T> spawn(Callable<T> body) {
    var life = new Life<>(body, true);
    return life.watch(createTask(life));
  }

  <T extends @Nullable Object> Task<T> spawn(TaskGroup group, Callable<T> body) {
    var life = new Life<>(body, true);
    return life.watch(group.createTask(coroutine((Callable<T>) life)));
  }

  /** As {@link #spawn}, for a body that cannot be wrapped: only the task's own end is looked at. */
  <T extends @Nullable Object> Task<T> spawnAsItIs(Coroutine<T> coroutine) {
    var life =
        new Life<T>(
            () -> {
              throw new AssertionError("nobody calls this");
            },
            false);
    return life.watch(createTask(coroutine));
  }

  private final class Life<T extends @Nullable Object> implements Callable<T> {
    private final Callable<T> body;
    private final boolean isBodyKnown;
    private boolean begun;
    private boolean returned;
    private boolean ended;
    private @Nullable Throwable thrown;

    Life(Callable<T> body, boolean isBodyKnown) {
      this.body = body;
      this.isBodyKnown = isBodyKnown;
    }

    Task<T> watch(Task<T> task) {
      count(Entry.TASKS_STARTED);
      task.addDoneCallback(this::ends);
      return task;
    }

    @Override
    public T call() throws Exception {
      check(!begun, "every task runs once", "a body was begun twice");
      begun = true;
      try {
        T result = body.call();
        returned = true;
        return result;
      } catch (Throwable failure) {
        thrown = failure;
        throw failure;
      }
    }

    private void ends(Future<T> task) {
      check(!ended, "every task ends in exactly one way", task + " ended twice");
      ended = true;
      if (task.cancelled()) {
        count(Entry.TASKS_CANCELLED);
        agrees(task, !begun || thrown instanceof CancelledError || wasCancelledInTheJdk(task));
      } else if (task.exception() != null) {
        count(Entry.TASKS_FAILED);
        agrees(task, thrown == task.exception());
      } else {
        count(Entry.TASKS_RETURNED);
        agrees(task, returned);
      }
    }

    /** A blocked call was interrupted by it, or was deaf, and the body has ended since. */
    private boolean wasCancelledInTheJdk(Future<T> task) {
      boolean isAsked = task instanceof Task<?> asked && asked.cancelling() > 0;
      return isAsked && (returned || thrown instanceof InterruptedException);
    }

    private void agrees(Future<T> task, boolean yes) {
      check(
          yes || !isBodyKnown,
          "every task ends in exactly one way",
          "%s, but its body begun=%s returned=%s thrown=%s"
              .formatted(task, begun, returned, thrown));
    }
  }

  // --- balances ---------------------------------------------------------------------------------

  /** Checks, where everything that was started should be over, and tells another ledger. */
  void checkBalancesInto(Ledger found) {
    found.balance(
        "every task ends in exactly one way",
        total(Entry.TASKS_STARTED),
        total(Entry.TASKS_RETURNED) + total(Entry.TASKS_FAILED) + total(Entry.TASKS_CANCELLED));
    found.balance(
        "no item is lost",
        total(Entry.ITEMS_PUT),
        total(Entry.ITEMS_GOT) + total(Entry.ITEMS_LEFT));
    found.balance(
        "every call-in runs or is cancelled",
        total(Entry.CALLS_MADE),
        total(Entry.CALLS_RUN) + total(Entry.CALLS_CANCELLED));
    found.balance(
        "every coroutine that a thread sends ends",
        total(Entry.COROUTINES_SENT),
        total(Entry.COROUTINES_ENDED));
    found.balance(
        "every function on a thread ends",
        total(Entry.FUNCTIONS_BEGUN),
        total(Entry.FUNCTIONS_ENDED));
    found.balance(
        "every generator's body ends",
        total(Entry.GENERATORS_BEGUN),
        total(Entry.GENERATORS_ENDED));
    found.balance("everybody who enters leaves", total(Entry.ENTERED), total(Entry.LEFT));
    checkHostileBalancesInto(found);
  }

  private void checkHostileBalancesInto(Ledger found) {
    found.balance(
        "every callback runs or is cancelled",
        total(Entry.CALLBACKS_MADE),
        total(Entry.CALLBACKS_RUN) + total(Entry.CALLBACKS_CANCELLED));
    found.balance(
        "locks of the JDK exclude", total(Entry.SECTIONS_LEFT), total(Entry.SECTIONS_COUNTED));
    found.balance("no line is lost", total(Entry.LINES_PRINTED), total(Entry.LINES_WRITTEN));
    found.balance("no record is lost", total(Entry.RECORDS_LOGGED), total(Entry.RECORDS_HANDLED));
    found.balance("no report is lost", total(Entry.REPORTS_CAUSED), total(Entry.REPORTS_HANDLED));
    found.balance(
        "no parcel is lost",
        total(Entry.PARCELS_SENT),
        total(Entry.PARCELS_GOT) + total(Entry.PARCELS_LEFT));
  }

  private void balance(String invariant, long expected, long got) {
    check(
        expected == got,
        invariant,
        String.format(Locale.ROOT, "expected %,d, got %,d", expected, got));
  }

  /** {@return the sum of everything, which grows as long as anything goes on} */
  long progress() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** {@return the figures of what only a hostile soak does, in one line} */
  String hostileFigures() {
    return String.format(
        Locale.ROOT,
        "callbacks %,d, sections %,d, lines %,d, records %,d, reports %,d, parcels %,d",
        total(Entry.CALLBACKS_MADE),
        total(Entry.SECTIONS_LEFT),
        total(Entry.LINES_PRINTED),
        total(Entry.RECORDS_LOGGED),
        total(Entry.REPORTS_CAUSED),
        total(Entry.PARCELS_SENT));
  }

  /** {@return the figures, in one line} */
  String figures() {
    return String.format(
            Locale.ROOT,
            "tasks %,d (%,d failed, %,d cancelled), items %,d, calls %,d, coroutines %,d, functions %,d,",
            total(Entry.TASKS_STARTED),
            total(Entry.TASKS_FAILED),
            total(Entry.TASKS_CANCELLED),
            total(Entry.ITEMS_PUT),
            total(Entry.CALLS_MADE),
            total(Entry.COROUTINES_SENT),
            total(Entry.FUNCTIONS_BEGUN))
        + String.format(
            Locale.ROOT,
            " generators %,d, timeouts %,d (%,d fired), locked %,d",
            total(Entry.GENERATORS_BEGUN),
            total(Entry.TIMEOUTS_FIRED) + total(Entry.TIMEOUTS_KEPT),
            total(Entry.TIMEOUTS_FIRED),
            total(Entry.ENTERED));
  }
}
