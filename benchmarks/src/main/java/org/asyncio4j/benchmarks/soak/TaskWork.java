package org.asyncio4j.benchmarks.soak;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.gatherOutcomes;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ExceptionGroup;
import org.asyncio4j.Future;
import org.asyncio4j.Outcome;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.benchmarks.soak.Ledger.Entry;
import org.jspecify.annotations.Nullable;

/** Tasks and what is made of them. */
final class TaskWork {
  // More than a loop keeps idle frames, so that the pool is full after the first time.
  private static final int CROWD = 1_200;

  private TaskWork() {}

  /** What a task fails with on purpose. */
  static final class Planned extends RuntimeException {
    private static final long serialVersionUID = 1;

    Planned() {
      super("planned", null, false, false);
    }
  }

  /** Tasks that sleep, wait for ever, fail, or just end; some are cancelled at some moment. */
  static void spawnAndCancel(Ledger ledger, RandomGenerator random) {
    var tasks = new ArrayList<Task<?>>();
    int count = 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      tasks.add(spawnOne(ledger, random));
      if (random.nextInt(4) == 0) {
        Pause.some(random);
      }
    }
    while (!tasks.stream().allMatch(Task::done)) {
      tasks.get(random.nextInt(count)).cancel();
      Pause.some(random);
    }
    Pause.untilDone(tasks);
  }

  private static Task<?> spawnOne(Ledger ledger, RandomGenerator random) {
    Future<Integer> never = getRunningLoop().createFuture();
    return switch (random.nextInt(5)) {
      case 0 -> ledger.spawn(() -> await(never));
      case 1 -> ledger.spawn(() -> sleep(3_600, 1));
      case 2 -> ledger.spawn(() -> stubborn(never));
      case 3 ->
          ledger.spawn(
              () -> {
                sleep(0);
                throw new Planned();
              });
      default -> ledger.spawn(() -> sleep(0, 1));
    };
  }

  /** Takes its time to clean up when it is cancelled, and may be cancelled there again. */
  private static int stubborn(Future<Integer> never) {
    try {
      return await(never);
    } finally {
      sleep(0);
      sleep(0.001);
    }
  }

  /** Many tasks at once. */
  static void crowd(Ledger ledger, RandomGenerator random) {
    var tasks = new ArrayList<Task<?>>();
    Future<Integer> gate = getRunningLoop().createFuture();
    for (int i = 0; i < CROWD; i++) {
      tasks.add(ledger.spawn(() -> await(shield(gate))));
    }
    Pause.some(random);
    for (int i = 0; i < CROWD / 10; i++) {
      tasks.get(random.nextInt(CROWD)).cancel();
    }
    gate.setResult(1);
    Pause.untilDone(tasks);
  }

  /** Limits that are far away and limits that are too near. */
  static void limits(Ledger ledger, RandomGenerator random) {
    boolean shallFire = random.nextInt(3) == 0;
    boolean fired = false;
    try {
      if (shallFire) {
        timeout(random.nextDouble(0.002), () -> sleep(3_600));
      } else {
        timeout(3_600, () -> Pause.some(random));
      }
    } catch (TimeoutException e) {
      fired = true;
    }
    ledger.check(fired == shallFire, "timeouts fire when they must", "expected " + shallFire);
    ledger.count(fired ? Entry.TIMEOUTS_FIRED : Entry.TIMEOUTS_KEPT);
    Task<Integer> task = ledger.spawn(() -> sleep(random.nextInt(2) * 3_600.0, 1));
    try {
      org.asyncio4j.Asyncio.waitFor(task, random.nextDouble(0.001));
      ledger.count(Entry.TIMEOUTS_KEPT);
    } catch (TimeoutException e) {
      ledger.count(Entry.TIMEOUTS_FIRED);
    }
    ledger.check(task.done(), "waitFor leaves nothing running", task.toString());
  }

  /** Groups, some of whose tasks fail; some groups lie in others. */
  static void groups(Ledger ledger, RandomGenerator random) {
    int failing = random.nextInt(3);
    var children = new ArrayList<Task<?>>();
    int seen = 0;
    try {
      TaskGroup.run(
          group -> {
            for (int i = 0; i < failing; i++) {
              children.add(
                  ledger.spawn(
                      group,
                      () -> {
                        Pause.some(random);
                        throw new Planned();
                      }));
            }
            for (int i = random.nextInt(5); i > 0; i--) {
              children.add(ledger.spawn(group, () -> sleep(failing > 0 ? 3_600 : 0.001, 1)));
            }
            if (failing == 0) {
              TaskGroup.run(inner -> children.add(ledger.spawn(inner, () -> sleep(0, 1))));
            }
          });
    } catch (ExceptionGroup failed) {
      seen = failed.exceptions().size();
    }
    ledger.check(
        children.stream().allMatch(Task::done), "no task outlives its group", children.toString());
    ledger.check(
        failing == 0 ? seen == 0 : seen >= 1 && seen <= failing,
        "a group tells of its failures",
        "%s of %s".formatted(seen, failing));
  }

  /** gather with and without failures, shield with and without a cancellation of the outer side. */
  static void combined(Ledger ledger, RandomGenerator random) {
    var tasks = new ArrayList<Task<Integer>>();
    for (int i = 0; i < 8; i++) {
      boolean fails = random.nextInt(10) == 0;
      int number = i;
      tasks.add(
          ledger.spawn(
              () -> {
                Pause.some(random);
                if (fails) {
                  throw new Planned();
                }
                return number;
              }));
    }
    if (random.nextBoolean()) {
      List<Outcome<Integer>> outcomes = await(gatherOutcomes(tasks));
      ledger.check(outcomes.size() == 8, "gather keeps all results", outcomes.toString());
    } else {
      try {
        await(gather(tasks));
      } catch (Planned failed) {
        Pause.untilDone(tasks);
      }
    }
    Task<Integer> inner = ledger.spawn(() -> sleep(random.nextDouble(0.001), 5));
    Task<Integer> outer = ledger.spawn(() -> await(shield(inner)));
    Pause.some(random);
    boolean cancelled = outer.cancel();
    Pause.untilDone(List.of(inner, outer));
    ledger.check(
        !inner.cancelled() && (inner.result() == 5) && outer.cancelled() == cancelled,
        "a shield protects",
        inner + ", " + outer);
  }

  /** Coroutines without a stack. */
  static void stackless(Ledger ledger, RandomGenerator random) {
    var tasks = new ArrayList<Task<Integer>>();
    Future<Integer> never = getRunningLoop().createFuture();
    for (int i = 0; i < 10; i++) {
      tasks.add(ledger.spawnAsItIs(coroutine(new Counter(random.nextInt(20), never))));
    }
    Pause.some(random);
    for (Task<Integer> task : tasks) {
      task.cancel();
      if (random.nextInt(3) == 0) {
        Pause.some(random);
      }
    }
    Pause.untilDone(tasks);
  }

  private static final class Counter extends StateMachine<Integer> {
    private final int end;
    private final Future<Integer> never;
    private int count;

    Counter(int end, Future<Integer> never) {
      this.end = end;
      this.never = never;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      if (count == 19) {
        return await(never, 1);
      }
      if (count++ == end) {
        return done(count);
      }
      return count % 4 == 0 ? sleep(0.0005, 0) : pause(0);
    }

    @Override
    protected @Nullable Object caught(int state, Throwable thrown) throws Throwable {
      if (thrown instanceof CancelledError && end % 7 == 0) {
        return done(-1);
      }
      throw thrown;
    }
  }
}
