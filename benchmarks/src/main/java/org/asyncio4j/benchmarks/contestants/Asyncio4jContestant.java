package org.asyncio4j.benchmarks.contestants;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.benchmarks.contestants.Contestant.check;
import static org.asyncio4j.benchmarks.contestants.Contestant.powerOfTen;
import static org.asyncio4j.benchmarks.contestants.Contestant.sumBelow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Lock;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.Queue;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;

/**
 * The workloads in asyncio4j, with ordinary methods as coroutines. The first argument is the
 * engine, {@code loop} or {@code handoff}; the others see {@link Contestant}.
 */
public final class Asyncio4jContestant {
  private Asyncio4jContestant() {}

  static void main(String[] arguments) throws Exception {
    var engine = EngineKind.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    on(engine).serve(Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  /** {@return the contestant that runs its workloads on an engine} */
  static Contestant on(EngineKind engine) {
    return new Contestant()
        .has("switch", n -> run(engine, () -> switchTasks(1_000, n / 1_000)))
        .has("switch10", n -> run(engine, () -> switchTasks(10, n / 10)))
        .has("spawn", n -> run(engine, () -> spawn(n)))
        .has("gather", n -> run(engine, () -> gatherAll(n)))
        .has("pingpong", n -> run(engine, () -> pingPong(n)))
        .has("queue", n -> run(engine, () -> queue(n / 4)))
        .has("lock", n -> run(engine, () -> lock(n / 100)))
        .has("timers", n -> run(engine, () -> timers(n)))
        .has("timeout", n -> run(engine, () -> timeouts(n)))
        .has("cancel", n -> run(engine, () -> cancel(n)))
        .has("callsoon", n -> run(engine, () -> callSoon(n)))
        .has("threadsafe", n -> run(engine, () -> threadsafe(n)))
        .hasLatency("wakeup", n -> run(engine, () -> wakeUp(n)))
        .has("roundtrip", n -> run(engine, () -> roundTrip(n)))
        .has("skynet", n -> run(engine, () -> skynet(powerOfTen(n))))
        .hasMemory((n, protocol) -> run(engine, () -> memory(n, protocol)));
  }

  private static <T extends @Nullable Object> T run(EngineKind engine, Callable<T> main) {
    LoopOptions options = LoopOptions.DEFAULT.withEngine(engine);
    return Asyncio.run(main, RunOptions.DEFAULT.withLoopFactory(() -> EventLoop.create(options)));
  }

  /**
   * Has tasks take turns.
   *
   * @param count how many tasks
   * @param turns how many turns each
   * @return how many turns
   */
  public static int switchTasks(int count, int turns) {
    var tasks = new ArrayList<Task<Integer>>(count);
    for (int i = 0; i < count; i++) {
      tasks.add(createTask(() -> takeTurns(turns)));
    }
    check(sumOf(tasks), (long) count * turns);
    return count * turns;
  }

  private static int takeTurns(int turns) {
    for (int turn = 0; turn < turns; turn++) {
      sleep(0);
    }
    return turns;
  }

  private static long sumOf(List<Task<Integer>> tasks) {
    long sum = 0;
    for (Task<Integer> task : tasks) {
      sum += await(task);
    }
    return sum;
  }

  /**
   * Makes tasks that end at once, then awaits them.
   *
   * @param count how many
   * @return how many
   */
  public static int spawn(int count) {
    var tasks = new ArrayList<Task<Integer>>(count);
    for (int i = 0; i < count; i++) {
      Integer number = i;
      tasks.add(createTask(() -> number));
    }
    check(sumOf(tasks), sumBelow(count));
    return count;
  }

  private static int gatherAll(int count) {
    var coroutines = new ArrayList<Coroutine<Integer>>(count);
    for (int i = 0; i < count; i++) {
      Integer number = i;
      coroutines.add(coroutine(() -> number));
    }
    long sum = 0;
    for (int number : await(gather(coroutines))) {
      sum += number;
    }
    check(sum, sumBelow(count));
    return count;
  }

  /**
   * Sends items to another task and back.
   *
   * @param count how many
   * @return how many
   */
  public static int pingPong(int count) {
    var there = new Queue<Integer>(1);
    var back = new Queue<Integer>(1);
    Task<@Nullable Void> partner = createTask(() -> returnAll(count, there, back));
    long sum = 0;
    for (int i = 0; i < count; i++) {
      there.put(i);
      sum += back.get();
    }
    await(partner);
    check(sum, sumBelow(count));
    return count;
  }

  private static void returnAll(int count, Queue<Integer> there, Queue<Integer> back) {
    for (int i = 0; i < count; i++) {
      back.put(there.get());
    }
  }

  private static int queue(int each) {
    var queue = new Queue<Integer>(100);
    var producers = new ArrayList<Task<@Nullable Void>>();
    var consumers = new ArrayList<Task<Long>>();
    for (int i = 0; i < 4; i++) {
      producers.add(createTask(() -> produce(each, queue)));
      consumers.add(createTask(() -> consume(each, queue)));
    }
    producers.forEach(producer -> await(producer));
    long sum = 0;
    for (Task<Long> consumer : consumers) {
      sum += await(consumer);
    }
    check(sum, 4 * sumBelow(each));
    return 4 * each;
  }

  private static void produce(int count, Queue<Integer> queue) {
    for (int i = 0; i < count; i++) {
      queue.put(i);
    }
  }

  private static long consume(int count, Queue<Integer> queue) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += queue.get();
    }
    return sum;
  }

  private static int lock(int each) {
    var lock = new Lock();
    var guarded = new Guarded();
    var tasks = new ArrayList<Task<?>>();
    for (int i = 0; i < 100; i++) {
      tasks.add(createTask(() -> useAlone(each, lock, guarded)));
    }
    tasks.forEach(task -> await(task));
    check(guarded.uses(), 100L * each);
    return 100 * each;
  }

  private static void useAlone(int times, Lock lock, Guarded guarded) {
    for (int i = 0; i < times; i++) {
      try (var _ = lock.acquire()) {
        guarded.enter();
        sleep(0);
        guarded.leave();
      }
    }
  }

  /**
   * Sleeps in many tasks.
   *
   * @param count how many
   * @return how many
   */
  public static int timers(int count) {
    var tasks = new ArrayList<Task<Integer>>(count);
    for (int i = 0; i < count; i++) {
      double seconds = (1 + i % 10) / 1000.0;
      tasks.add(createTask(() -> sleep(seconds, 1)));
    }
    check(sumOf(tasks), count);
    return count;
  }

  private static int timeouts(int count) throws TimeoutException {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      Integer number = i;
      sum += timeout(10, () -> sleep(0, number));
    }
    check(sum, sumBelow(count));
    return count;
  }

  private static int cancel(int count) {
    var tasks = new ArrayList<Task<@Nullable Void>>(count);
    for (int i = 0; i < count; i++) {
      tasks.add(createTask(() -> sleep(3600)));
    }
    sleep(0);
    tasks.forEach(Task::cancel);
    int cancelled = 0;
    for (Task<@Nullable Void> task : tasks) {
      try {
        await(task);
      } catch (CancelledError expected) {
        cancelled++;
      }
    }
    check(cancelled, count);
    return count;
  }

  /**
   * Schedules callbacks, then lets them run.
   *
   * @param count how many
   * @return how many
   */
  public static int callSoon(int count) {
    EventLoop loop = getRunningLoop();
    var countdown = new Countdown(count, loop.createFuture());
    for (int i = 0; i < count; i++) {
      loop.callSoon(countdown);
    }
    await(countdown.allDone);
    return count;
  }

  private static int threadsafe(int count) {
    EventLoop loop = getRunningLoop();
    var countdown = new Countdown(count, loop.createFuture());
    OtherThread.start(
        () -> {
          for (int i = 0; i < count; i++) {
            loop.callSoonThreadsafe(countdown);
          }
        });
    await(countdown.allDone);
    return count;
  }

  private static long wakeUp(int count) {
    EventLoop loop = getRunningLoop();
    Future<Long> answer = loop.createFuture();
    OtherThread.start(
        () -> {
          long nanos = OtherThread.wakeUps(count, loop::callSoonThreadsafe);
          loop.callSoonThreadsafe(() -> answer.setResult(nanos));
        });
    return await(answer);
  }

  private static int roundTrip(int count) {
    EventLoop loop = getRunningLoop();
    Future<Long> answer = loop.createFuture();
    OtherThread.start(
        () -> {
          long sum = 0;
          for (int i = 0; i < count; i++) {
            Integer number = i;
            sum += runCoroutineThreadsafe(() -> number, loop).get();
          }
          long all = sum;
          loop.callSoonThreadsafe(() -> answer.setResult(all));
        });
    check(await(answer), sumBelow(count));
    return count;
  }

  private static int skynet(int leaves) {
    check(await(createTask(() -> addUp(0, leaves))), sumBelow(leaves));
    return leaves;
  }

  private static long addUp(int first, int leaves) {
    if (leaves == 1) {
      return first;
    }
    int part = leaves / 10;
    var children = new ArrayList<Task<Long>>(10);
    for (int i = 0; i < 10; i++) {
      int firstOfPart = first + i * part;
      children.add(createTask(() -> addUp(firstOfPart, part)));
    }
    long sum = 0;
    for (Task<Long> child : children) {
      sum += await(child);
    }
    return sum;
  }

  private static @Nullable Void memory(int count, MemoryProtocol protocol) throws IOException {
    for (int i = 0; i < MemoryProtocol.WARM_UP_ROUNDS; i++) {
      release(suspend(MemoryProtocol.few(count)));
    }
    protocol.base();
    List<Future<Boolean>> futures = suspend(count);
    protocol.suspended();
    release(futures);
    return null;
  }

  private static List<Future<Boolean>> suspend(int count) {
    EventLoop loop = getRunningLoop();
    var futures = new ArrayList<Future<Boolean>>(count);
    for (int i = 0; i < count; i++) {
      Future<Boolean> future = loop.createFuture();
      futures.add(future);
      createTask(() -> await(future));
    }
    sleep(0);
    return futures;
  }

  private static void release(List<Future<Boolean>> futures) {
    futures.forEach(future -> future.setResult(true));
    sleep(0);
  }

  private static final class Countdown implements Runnable {
    private final Future<@Nullable Void> allDone;
    private int left;

    Countdown(int count, Future<@Nullable Void> allDone) {
      this.left = count;
      this.allDone = allDone;
    }

    @Override
    public void run() {
      if (--left == 0) {
        allDone.setResult(null);
      }
    }
  }
}
