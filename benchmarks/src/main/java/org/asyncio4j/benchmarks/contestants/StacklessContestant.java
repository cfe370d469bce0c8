package org.asyncio4j.benchmarks.contestants;

import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static org.asyncio4j.benchmarks.contestants.Contestant.check;
import static org.asyncio4j.benchmarks.contestants.Contestant.powerOfTen;
import static org.asyncio4j.benchmarks.contestants.Contestant.sumBelow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Stackless;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/**
 * The workloads in asyncio4j, with state machines as coroutines, the main one too. The callbacks
 * are missing: they are no coroutines.
 */
public final class StacklessContestant {
  private StacklessContestant() {}

  static void main(String[] arguments) throws Exception {
    contestant().serve(arguments);
  }

  /** {@return the contestant} */
  static Contestant contestant() {
    return new Contestant()
        .has("switch", n -> switchTasks(1_000, n / 1_000))
        .has("switch10", n -> switchTasks(10, n / 10))
        .has("spawn", StacklessContestant::spawn)
        .has("gather", StacklessContestant::gatherAll)
        .has("pingpong", StacklessQueues::pingPong)
        .has("queue", n -> StacklessQueues.queue(n / 4))
        .has("lock", n -> StacklessQueues.lock(n / 100))
        .has("timers", StacklessContestant::timers)
        .has("timeout", StacklessContestant::timeouts)
        .has("cancel", StacklessContestant::cancel)
        .has("roundtrip", StacklessContestant::roundTrip)
        .has("skynet", n -> skynet(powerOfTen(n)))
        .hasMemory((n, protocol) -> Asyncio.run(() -> memory(n, protocol)));
  }

  /** {@return the result of a main program} */
  static <T> T run(StateMachine<T> main) {
    return Asyncio.run(coroutine(main));
  }

  /**
   * Has tasks take turns.
   *
   * @param count how many tasks
   * @param turns how many turns each
   * @return how many turns
   */
  public static int switchTasks(int count, int turns) {
    check(run(new SumOf(count, i -> new TakeTurns(turns))), (long) count * turns);
    return count * turns;
  }

  private static final class TakeTurns extends StateMachine<Integer> {
    private final int turns;
    private int turn;

    TakeTurns(int turns) {
      this.turns = turns;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      return turn++ < turns ? pause(0) : done(turns);
    }
  }

  /** Makes tasks, then awaits them one by one and adds up their results. */
  static final class SumOf extends StateMachine<Long> {
    private final int count;
    private final IntFunction<StateMachine<? extends Number>> body;
    private List<Task<? extends Number>> tasks = List.of();
    private int next;
    private long sum;

    SumOf(int count, IntFunction<StateMachine<? extends Number>> body) {
      this.count = count;
      this.body = body;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      if (value != null) {
        sum += ((Number) value).longValue();
      } else {
        start();
      }
      return next < count ? await(tasks.get(next++), 0) : done(sum);
    }

    private void start() {
      tasks = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        tasks.add(createTask(body.apply(i)));
      }
    }
  }

  private static int spawn(int count) {
    check(run(new SumOf(count, Answer::new)), sumBelow(count));
    return count;
  }

  private static final class Answer extends StateMachine<Integer> {
    private final Integer number;

    Answer(int number) {
      this.number = number;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      return done(number);
    }
  }

  private static int gatherAll(int count) {
    check(run(new GatherAll(count)), sumBelow(count));
    return count;
  }

  private static final class GatherAll extends StateMachine<Long> {
    private final int count;

    GatherAll(int count) {
      this.count = count;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      if (value == null) {
        var coroutines = new ArrayList<Coroutine<Integer>>(count);
        for (int i = 0; i < count; i++) {
          coroutines.add(coroutine(new Answer(i)));
        }
        return await(gather(coroutines), 1);
      }
      long sum = 0;
      for (Object number : (List<?>) value) {
        sum += (Integer) number;
      }
      return done(sum);
    }
  }

  private static int timers(int count) {
    check(run(new SumOf(count, i -> new Nap((1 + i % 10) / 1000.0))), count);
    return count;
  }

  private static final class Nap extends StateMachine<Integer> {
    private final double seconds;

    Nap(double seconds) {
      this.seconds = seconds;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      return state == 0 ? sleep(seconds, 1) : done(1);
    }
  }

  private static int timeouts(int count) {
    check(run(new Timeouts(count)), sumBelow(count));
    return count;
  }

  private static final class Timeouts extends StateMachine<Long> {
    private final int count;
    private int next;
    private long sum;

    Timeouts(int count) {
      this.count = count;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      if (value != null) {
        sum += (Integer) value;
      }
      if (next == count) {
        return done(sum);
      }
      return await(Stackless.timeout(10, new YieldOnce(next++)), 0);
    }
  }

  private static final class YieldOnce extends StateMachine<Integer> {
    private final Integer number;

    YieldOnce(int number) {
      this.number = number;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      return state == 0 ? sleep(0, 1) : done(number);
    }
  }

  private static int cancel(int count) {
    check(run(new Cancel(count)), count);
    return count;
  }

  private static final class Cancel extends StateMachine<Integer> {
    private static final int START = 0;
    private static final int ASLEEP = 1;
    private static final int AWAITED = 2;

    private final int count;
    private final List<Task<Integer>> tasks = new ArrayList<>();
    private int next;
    private int cancelled;

    Cancel(int count) {
      this.count = count;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      if (state == START) {
        for (int i = 0; i < count; i++) {
          tasks.add(createTask(new Nap(3600)));
        }
        return pause(ASLEEP);
      }
      if (state == ASLEEP) {
        tasks.forEach(Task::cancel);
      }
      return awaitNext();
    }

    @Override
    protected @Nullable Object caught(int state, Throwable thrown) throws Throwable {
      if (!(thrown instanceof CancelledError)) {
        throw thrown;
      }
      cancelled++;
      return awaitNext();
    }

    private @Nullable Object awaitNext() {
      return next < count ? await(tasks.get(next++), AWAITED) : done(cancelled);
    }
  }

  private static int roundTrip(int count) {
    check(Asyncio.run(() -> sumOfRoundTrips(count)), sumBelow(count));
    return count;
  }

  private static long sumOfRoundTrips(int count) {
    EventLoop loop = getRunningLoop();
    Future<Long> answer = loop.createFuture();
    OtherThread.start(
        () -> {
          long sum = 0;
          for (int i = 0; i < count; i++) {
            sum += runCoroutineThreadsafe(coroutine(new Answer(i)), loop).get();
          }
          long all = sum;
          loop.callSoonThreadsafe(() -> answer.setResult(all));
        });
    return Asyncio.await(answer);
  }

  private static int skynet(int leaves) {
    check(run(new SumOf(1, i -> new AddUp(0, leaves))), sumBelow(leaves));
    return leaves;
  }

  private static final class AddUp extends StateMachine<Long> {
    private final int first;
    private final int leaves;
    private List<Task<Long>> children = List.of();
    private int next;
    private long sum;

    AddUp(int first, int leaves) {
      this.first = first;
      this.leaves = leaves;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      if (leaves == 1) {
        return done((long) first);
      }
      if (value != null) {
        sum += (Long) value;
      } else {
        start();
      }
      return next < 10 ? await(children.get(next++), 0) : done(sum);
    }

    private void start() {
      int part = leaves / 10;
      children = new ArrayList<>(10);
      for (int i = 0; i < 10; i++) {
        children.add(createTask(new AddUp(first + i * part, part)));
      }
    }
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
      createTask(new AwaitOne(future));
    }
    Asyncio.sleep(0);
    return futures;
  }

  private static void release(List<Future<Boolean>> futures) {
    futures.forEach(future -> future.setResult(true));
    Asyncio.sleep(0);
  }

  private static final class AwaitOne extends StateMachine<Boolean> {
    private final Future<Boolean> future;

    AwaitOne(Future<Boolean> future) {
      this.future = future;
    }

    @Override
    @SuppressWarnings("NullAway") // the future's result is not null
    protected @Nullable Object step(int state, @Nullable Object value) {
      return state == 0 ? await(future, 1) : done((Boolean) value);
    }
  }
}
