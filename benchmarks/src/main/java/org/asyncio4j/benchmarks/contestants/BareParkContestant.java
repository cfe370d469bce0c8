package org.asyncio4j.benchmarks.contestants;

import static java.lang.invoke.MethodType.methodType;
import static org.asyncio4j.benchmarks.contestants.Contestant.check;
import static org.asyncio4j.benchmarks.contestants.Contestant.sumBelow;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The limit of tasks that keep a stack: virtual threads that the loop's thread schedules, and that
 * park and are unparked, with two queues and nothing else around them. They have no futures, no
 * cancellation, no contexts and no timers, so no loop can be as fast; and so most workloads are
 * missing.
 */
public final class BareParkContestant {
  private static final MethodHandle NEW_VIRTUAL_THREAD = constructor();

  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final ArrayDeque<Thread> parked = new ArrayDeque<>();
  private final Executor scheduler = ready::add;

  private BareParkContestant() {}

  static void main(String[] arguments) throws Exception {
    contestant().serve(arguments);
  }

  /** {@return the contestant} */
  static Contestant contestant() {
    return new Contestant()
        .has("switch", n -> switchThreads(1_000, n / 1_000))
        .has("switch10", n -> switchThreads(10, n / 10))
        .has("spawn", BareParkContestant::spawn)
        .has("pingpong", BareParkContestant::pingPong)
        .hasMemory(BareParkContestant::memory);
  }

  private static int switchThreads(int count, int turns) {
    var loop = new BareParkContestant();
    var done = new AtomicInteger();
    for (int i = 0; i < count; i++) {
      loop.start(() -> done.addAndGet(loop.takeTurns(turns)));
    }
    loop.run();
    check(done.get(), (long) count * turns);
    return count * turns;
  }

  private int takeTurns(int turns) {
    for (int turn = 0; turn < turns; turn++) {
      parked.add(Thread.currentThread());
      LockSupport.park();
    }
    return turns;
  }

  private static int spawn(int count) {
    var loop = new BareParkContestant();
    long[] sum = new long[1];
    for (int i = 0; i < count; i++) {
      int number = i;
      loop.start(() -> sum[0] += number);
    }
    loop.run();
    check(sum[0], sumBelow(count));
    return count;
  }

  private static int pingPong(int count) {
    var loop = new BareParkContestant();
    var game = new Game();
    game.partner = loop.start(() -> game.returnAll(count));
    game.player = loop.start(() -> game.play(count));
    loop.run();
    check(game.sum, sumBelow(count));
    return count;
  }

  /** Two threads, and a place for an item in each direction. */
  private static final class Game {
    private static final int NOTHING = -1;

    private @Nullable Thread player;
    private @Nullable Thread partner;
    private int there = NOTHING;
    private int back = NOTHING;
    private long sum;

    void play(int count) {
      for (int i = 0; i < count; i++) {
        there = i;
        LockSupport.unpark(partner);
        while (back == NOTHING) {
          LockSupport.park();
        }
        sum += back;
        back = NOTHING;
      }
    }

    void returnAll(int count) {
      for (int i = 0; i < count; i++) {
        while (there == NOTHING) {
          LockSupport.park();
        }
        back = there;
        there = NOTHING;
        LockSupport.unpark(player);
      }
    }
  }

  private static void memory(int count, MemoryProtocol protocol) throws IOException {
    var loop = new BareParkContestant();
    for (int i = 0; i < MemoryProtocol.WARM_UP_ROUNDS; i++) {
      loop.suspend(MemoryProtocol.few(count));
      loop.run();
    }
    protocol.base();
    List<Thread> threads = loop.suspend(count);
    protocol.suspended();
    loop.run();
    check(threads.stream().filter(Thread::isAlive).count(), 0);
  }

  private List<Thread> suspend(int count) {
    var threads = new ArrayList<Thread>(count);
    for (int i = 0; i < count; i++) {
      threads.add(start(() -> takeTurns(1)));
    }
    runReady();
    check(parked.size(), count);
    return threads;
  }

  private Thread start(Runnable body) {
    Thread thread = newThread(body);
    thread.start();
    return thread;
  }

  private Thread newThread(Runnable body) {
    try {
      return (Thread) NEW_VIRTUAL_THREAD.invokeExact(scheduler, "bare", 0, body);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Runs threads until nobody is parked. */
  private void run() {
    runReady();
    for (Thread next; (next = parked.poll()) != null; ) {
      LockSupport.unpark(next);
      runReady();
    }
  }

  private void runReady() {
    for (Runnable next; (next = ready.poll()) != null; ) {
      next.run();
    }
  }

  private static MethodHandle constructor() {
    try {
      Class<?> type = Class.forName("java.lang.VirtualThread");
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findConstructor(
              type, methodType(void.class, Executor.class, String.class, int.class, Runnable.class))
          .asType(
              methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
    } catch (ReflectiveOperationException closed) {
      throw new IllegalStateException(
          "expected the JVM flag --add-opens java.base/java.lang=ALL-UNNAMED", closed);
    }
  }
}
