package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Random programs whose tasks wait for primitives and are cancelled at random moments, once with
 * methods as bodies and once with stackless ones: the same happens in the same iterations. Under
 * other schedules something else happens, but nobody waits in vain.
 */
@Explored
final class StacklessTwinsTest {
  private static final int PROGRAMS = 1500;

  @Test
  @FifoOnly("it is about the iterations")
  @Behaviour({45, 46, 203, 205, 208, 210, 211, 212, 214, 215, 217, 218, 219, 220, 222, 223, 225})
  void stacklessBodyDoesTheSameInTheSameIterations() {
    var total = new int[1];
    Seeds.run(
        PROGRAMS,
        random -> {
          long seed = random.nextLong();
          List<String> methods = new Run(new SplittableRandom(seed), false).play();
          List<String> stackless = new Run(new SplittableRandom(seed), true).play();

          assertThat(stackless).isEqualTo(methods);
          total[0] += methods.size();
        });
    assertThat(total[0]).isGreaterThan(35 * PROGRAMS); // much happened indeed
  }

  @Test
  void nobodyWaitsInVain() {
    Seeds.run(PROGRAMS / 5, random -> new Run(random.split(), random.nextBoolean()).play());
  }

  @Test
  @FifoOnly("it brings a schedule of its own")
  void stacklessBodyDoesTheSameUnderTheSameSchedule() {
    Seeds.run(
        PROGRAMS,
        random -> {
          long seed = random.nextLong();
          var methods = new Run(new SplittableRandom(seed), false);
          var stackless = new Run(new SplittableRandom(seed), true);
          LoopOptions options =
              LoopOptions.DEFAULT.withSchedule(
                  () -> {
                    var order = new SplittableRandom(seed);
                    return ready -> order.nextInt(ready.size());
                  });

          LoopOptions.where(options, methods::play);
          LoopOptions.where(options, stackless::play);

          assertThat(stackless.log).isEqualTo(methods.log);
        });
  }

  /** What a task waits for, in both forms; and what it does afterwards, after some iterations. */
  private record Op(
      String name, Callable<?> method, Supplier<Object> stackless, int held, Runnable release) {
    static Op of(String name, Callable<?> method, Supplier<Object> stackless) {
      return new Op(name, method, stackless, 0, () -> {});
    }
  }

  private static final class Run {
    private final SplittableRandom random;
    private final boolean isStackless;
    private final List<String> log = new ArrayList<>();
    private final Queue<Integer> queue;
    private final Lock lock = new Lock();
    private final Semaphore semaphore;
    private final Event event = new Event();
    private final Condition condition = new Condition();
    private final Barrier barrier = new Barrier(2);
    private int unfinished;

    Run(SplittableRandom random, boolean isStackless) {
      this.random = random;
      this.isStackless = isStackless;
      this.queue = new Queue<>(random.nextInt(3));
      this.semaphore = new Semaphore(1 + random.nextInt(2));
    }

    List<String> play() {
      Scenario.run(
          () -> {
            var tasks = new ArrayList<Task<?>>();
            for (int i = 2 + random.nextInt(5); i > 0; i--) {
              tasks.add(task("task" + i));
            }
            sleep(0); // a task that is cancelled before it has begun never begins
            for (int i = 10 + random.nextInt(30); i > 0; i--) {
              act(tasks);
              log.add("tick " + state());
              sleep(random.nextInt(4) == 0 ? 1 : 0);
            }
            for (Task<?> task : tasks) {
              while (!task.done()) {
                log.add("end");
                task.cancel();
                sleep(5);
              }
            }
          });
      log.add(state());
      assertThat(state()).contains("Lock[unlocked, waiters=0]").contains("getters=0, putters=0");
      return log;
    }

    private String state() {
      return "%s %s %s %s %s %s".formatted(queue, lock, semaphore, event, condition, barrier);
    }

    private Task<?> task(String name) {
      var ops = new ArrayList<Op>();
      for (int i = 1 + random.nextInt(6); i > 0; i--) {
        ops.add(op());
      }
      return isStackless
          ? createTask(coroutine(new Machine(name, ops)))
          : createTask(() -> method(name, ops));
    }

    /** Something from outside. */
    private void act(List<Task<?>> tasks) {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> tasks.get(random.nextInt(tasks.size())).cancel();
        case 3 -> event.set();
        case 4 -> event.clear();
        case 5 -> {
          if (!queue.full()) {
            queue.putNowait(1000);
            unfinished++;
          }
        }
        case 6 -> {
          if (!queue.empty()) {
            log.add("driver got " + queue.getNowait());
          }
        }
        case 7 -> {
          if (unfinished > 0) {
            unfinished--;
            queue.taskDone();
          }
        }
        case 8 -> {
          if (condition.locked()) {
            condition.signal(1 + random.nextInt(2));
          }
        }
        default -> {}
      }
    }

    private Op op() {
      Op plain = plainOp();
      int limit = random.nextInt(3);
      return switch (random.nextInt(6)) {
        case 0 ->
            new Op(
                "waitFor " + plain.name,
                () -> Asyncio.waitFor(plain.method, limit),
                () -> Stackless.waitFor(stepwise(plain), limit),
                plain.held,
                plain.release);
        case 1 ->
            new Op(
                "timeout " + plain.name,
                () -> Asyncio.timeout(limit, plain.method),
                () -> Stackless.timeout(limit, stepwise(plain)),
                plain.held,
                plain.release);
        default -> plain;
      };
    }

    @SuppressWarnings("unchecked")
    private static Stepwise<Object> stepwise(Op op) {
      return (Stepwise<Object>) op.stackless.get();
    }

    private Op plainOp() {
      int number = random.nextInt(100);
      int held = random.nextInt(3);
      return switch (random.nextInt(12)) {
        case 0, 1 -> Op.of("get", queue::get, () -> Stackless.get(queue));
        case 2, 3 ->
            Op.of(
                "put",
                () -> {
                  queue.put(number);
                  return ++unfinished;
                },
                () ->
                    Script.of(
                        value -> Stackless.put(queue, number),
                        value -> {
                          assertThat(value).isNull();
                          return ++unfinished;
                        }));
        case 4, 5 ->
            new Op("lock", lock::acquire, () -> Stackless.acquire(lock), held, lock::release);
        case 6, 7 ->
            new Op(
                "semaphore",
                semaphore::acquire,
                () -> Stackless.acquire(semaphore),
                held,
                semaphore::release);
        case 8 -> Op.of("event", call(event::await), () -> Stackless.await(event));
        case 9 ->
            Op.of(
                "condition",
                call(() -> withCondition(condition::await)),
                () -> withCondition(() -> Stackless.await(condition)));
        case 10 ->
            random.nextBoolean()
                ? Op.of(
                    "until",
                    call(() -> withCondition(() -> condition.awaitUntil(event::isSet))),
                    () -> withCondition(() -> Stackless.awaitUntil(condition, event::isSet)))
                : Op.of("join", call(queue::join), () -> Stackless.join(queue));
        default -> barrierOp();
      };
    }

    private Op barrierOp() {
      return switch (random.nextInt(6)) {
        case 0 -> Op.of("reset", call(barrier::reset), () -> Stackless.reset(barrier));
        case 1 -> Op.of("abort", call(barrier::abort), () -> Stackless.abort(barrier));
        default -> Op.of("barrier", barrier::await, () -> Stackless.await(barrier));
      };
    }

    private static Callable<Object> call(Action action) {
      return () -> {
        action.run();
        return null;
      };
    }

    private void withCondition(Action body) throws Exception {
      try (var _ = condition.acquire()) {
        body.run();
        condition.signal(2);
      }
    }

    private Stepwise<Void> withCondition(Callable<Stepwise<Void>> body) {
      return Script.of(
          value -> Stackless.acquire(condition),
          value ->
              Steps.begin()
                  .tryFinally(
                      Steps.begin().delegate(body).run(() -> condition.signal(2)),
                      Steps.begin().run(((Held) value)::close))
                  .coroutine(),
          value -> null);
    }

    private void got(String name, Op op, Object value) {
      log.add(name + " " + op.name + ": " + (value instanceof Held ? "held" : value));
    }

    private void threw(String name, Op op, Throwable thrown) {
      log.add(name + " " + op.name + " threw " + thrown.getClass().getSimpleName());
      if (thrown instanceof CancelledError) {
        Asyncio.currentTask().orElseThrow().uncancel();
      }
    }

    private void method(String name, List<Op> ops) {
      for (Op op : ops) {
        try {
          got(name, op, op.method.call());
          try {
            for (int i = 0; i < op.held; i++) {
              sleep(0);
            }
          } finally {
            op.release.run();
          }
        } catch (Throwable thrown) {
          threw(name, op, thrown);
        }
      }
    }

    /** Does what {@link #method} does. */
    private final class Machine extends StateMachine<Object> {
      private static final int GOT = 1;
      private static final int HELD = 2;
      private static final int NEXT = 3;

      private final String name;
      private final List<Op> ops;
      private int current = -1;
      private int left;

      Machine(String name, List<Op> ops) {
        this.name = name;
        this.ops = ops;
      }

      @Override
      protected Object step(int state, Object value) {
        switch (state) {
          case GOT -> {
            got(name, ops.get(current), value);
            left = ops.get(current).held;
          }
          case HELD -> left--;
          default -> {
            return begin();
          }
        }
        if (left > 0) {
          return pause(HELD);
        }
        ops.get(current).release.run();
        return begin();
      }

      private Object begin() {
        return ++current < ops.size() ? await(ops.get(current).stackless.get(), GOT) : done(null);
      }

      @Override
      protected Object caught(int state, Throwable thrown) {
        if (state == HELD) {
          ops.get(current).release.run();
        }
        threw(name, ops.get(current), thrown);
        return step(NEXT, null);
      }
    }
  }
}
