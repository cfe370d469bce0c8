package org.asyncio4j.benchmarks;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.Locale;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Queue;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/** What is measured. Each runs in a task; python/workloads.py has the same ones, step for step. */
enum Workload {
  /** Tasks that take turns. An operation is one {@code sleep(0)}. */
  SWITCH(Workload.SWITCHES),

  /** Tasks that end at once, all made before the first is awaited. An operation is one task. */
  SPAWN(Workload.SPAWNS),

  /** Two tasks and two queues of one item each. An operation is there and back. */
  PINGPONG(Workload.PINGPONGS),

  /**
   * Tasks that sleep for 1 to 100 ms. An operation is one of them, from its making to the end of
   * its awaiting: even if all else took no time, the longest sleep is 1,000 ns of it.
   */
  TIMERS(Workload.SLEEPERS),

  /** Callbacks, all scheduled before the first one runs. An operation is one of them. */
  CALLSOON(Workload.CALLBACKS);

  static final int TURN_TAKERS = 1_000;
  static final int TURNS = 1_000;
  static final int SWITCHES = TURN_TAKERS * TURNS;
  static final int SPAWNS = 200_000;
  static final int PINGPONGS = 100_000;
  static final int SLEEPERS = 100_000;
  static final int LONGEST_SLEEP_MILLIS = 100;
  static final int CALLBACKS = 1_000_000;

  private final int operations;

  Workload(int operations) {
    this.operations = operations;
  }

  /** {@return the name that Python knows it by} */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return how many operations one run makes} */
  int operations() {
    return operations;
  }

  /** Runs it once, in the current task. */
  void run() {
    switch (this) {
      case SWITCH -> takeTurns();
      case SPAWN -> spawnAndAwait();
      case PINGPONG -> playPingPong();
      case TIMERS -> sleepAll();
      case CALLSOON -> callSoon();
    }
  }

  private static void takeTurns() {
    var tasks = new ArrayList<Task<?>>(TURN_TAKERS);
    for (int i = 0; i < TURN_TAKERS; i++) {
      tasks.add(createTask(Workload::takeAllTurns));
    }
    tasks.forEach(task -> await(task));
  }

  private static void takeAllTurns() {
    for (int turn = 0; turn < TURNS; turn++) {
      sleep(0);
    }
  }

  private static void spawnAndAwait() {
    var tasks = new ArrayList<Task<Integer>>(SPAWNS);
    for (int i = 0; i < SPAWNS; i++) {
      Integer number = i;
      tasks.add(createTask(() -> number));
    }
    long sum = 0;
    for (Task<Integer> task : tasks) {
      sum += await(task);
    }
    check(sum, SPAWNS * (SPAWNS - 1L) / 2);
  }

  private static void playPingPong() {
    var there = new Queue<Integer>(1);
    var back = new Queue<Integer>(1);
    Task<@Nullable Void> partner = createTask(() -> returnAll(there, back));
    long sum = 0;
    for (int i = 0; i < PINGPONGS; i++) {
      there.put(i);
      sum += back.get();
    }
    await(partner);
    check(sum, PINGPONGS * (PINGPONGS - 1L) / 2);
  }

  private static void returnAll(Queue<Integer> there, Queue<Integer> back) {
    for (int i = 0; i < PINGPONGS; i++) {
      back.put(there.get());
    }
  }

  private static void sleepAll() {
    var tasks = new ArrayList<Task<?>>(SLEEPERS);
    for (int i = 0; i < SLEEPERS; i++) {
      double seconds = (1 + i % LONGEST_SLEEP_MILLIS) / 1000.0;
      tasks.add(createTask(() -> sleep(seconds)));
    }
    tasks.forEach(task -> await(task));
  }

  private static void callSoon() {
    EventLoop loop = getRunningLoop();
    Future<@Nullable Void> allDone = loop.createFuture();
    var countdown = new Countdown(allDone);
    for (int i = 0; i < CALLBACKS; i++) {
      loop.callSoon(countdown);
    }
    await(allDone);
  }

  private static final class Countdown implements Runnable {
    private final Future<@Nullable Void> allDone;
    private int left = CALLBACKS;

    Countdown(Future<@Nullable Void> allDone) {
      this.allDone = allDone;
    }

    @Override
    public void run() {
      if (--left == 0) {
        allDone.setResult(null);
      }
    }
  }

  private static void check(long sum, long expected) {
    if (sum != expected) {
      throw new IllegalStateException("expected the sum %d, got %d".formatted(expected, sum));
    }
  }
}
