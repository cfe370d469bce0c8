package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Polls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many iterations a stackless coroutine takes, and how little else. */
final class StacklessIterationsTest {
  private final Polls polls = new Polls();
  private final EventLoop loop = polls.newLoop();

  @AfterEach
  void close() {
    loop.close();
  }

  /** Waits for something between two looks at the count. */
  private Coroutine<Integer> iterationsOf(Script.Line waiting) {
    int[] before = new int[1];
    return coroutine(
        Script.<Integer>of(
            value -> {
              before[0] = polls.count();
              return waiting.step(null);
            },
            value -> polls.count() - before[0]));
  }

  private int inATask(Script.Line waiting) {
    return loop.runUntilComplete(iterationsOf(waiting));
  }

  private int inAMethod(Script.Line waiting) {
    return loop.runUntilComplete(() -> await(iterationsOf(waiting)));
  }

  private void takes(int iterations, Script.Line waiting) {
    assertThat(inATask(waiting)).isEqualTo(iterations);
    assertThat(inAMethod(waiting)).isEqualTo(iterations);
  }

  private Future<String> done() {
    Future<String> future = loop.createFuture();
    future.setResult("done");
    return future;
  }

  @Test
  @Behaviour(34)
  void newTaskMakesItsFirstStepInTheNextIteration() {
    int iterations =
        loop.runUntilComplete(
            () -> {
              int creation = polls.count();
              return await(createTask(coroutine(Script.<Integer>of(v -> polls.count()))))
                  - creation;
            });

    assertThat(iterations).isEqualTo(1);
  }

  @Test
  @Behaviour(35)
  void itGoesOnOneIterationAfterItsFutureIsDone() {
    takes(
        2,
        value -> {
          Future<String> future = loop.createFuture();
          loop.callSoon(() -> future.setResult("in the next iteration"));
          return future;
        });
  }

  @Test
  @Behaviour(36)
  void taskAddsItsIterationsAndCoroutinesOfAnyKindNone() {
    takes(2, value -> createTask(coroutine(Script.of(v -> 1))));
    takes(0, value -> coroutine(Script.of(v -> 1)));
    takes(0, value -> Script.of(v -> coroutine(Script.of(w -> 1)), v -> v));
    takes(0, value -> coroutine(() -> 1));
    takes(
        0, value -> coroutine(() -> await(coroutine(Script.of(v -> coroutine(() -> 2), v -> v)))));
    takes(1, value -> coroutine(() -> await(coroutine(Script.of(v -> null, v -> v)))));
  }

  @Test
  @Behaviour(39)
  void whatIsDoneDoesNotSuspend() {
    takes(0, value -> done());
  }

  @Test
  @Behaviour({40, 48})
  void bareYieldAndSleepOfNoTimeTakeOne() {
    takes(1, value -> null);
    takes(1, value -> Stepwise.sleep(0));
    takes(1, value -> Stepwise.sleep(-1));
  }

  @Test
  @Behaviour(44)
  void sleepEndsOneIterationAfterItsTimer() {
    int stackless = inATask(value -> Stepwise.sleep(1));
    int method =
        loop.runUntilComplete(
            () -> {
              int before = polls.count();
              sleep(1);
              return polls.count() - before;
            });

    assertThat(stackless).isEqualTo(method);
  }

  /** Gives up an iteration so many times. */
  private static final class Yields extends StateMachine<Integer> {
    private final int times;
    private int done;

    Yields(int times) {
      this.times = times;
    }

    @Override
    protected Object step(int state, Object value) {
      return done++ < times ? pause(0) : done(times);
    }
  }

  @Test
  void switchAllocatesNothing() {
    // The JVM counts allocations by platform threads; the other engine's loop changes them.
    assumeFalse(System.getProperty("asyncio4j.engine", "loop").equals("handoff"));
    int switches = 1_000_000;
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long carrier = Thread.currentThread().threadId();
    List<Long> allocated = new ArrayList<>();
    EventLoop quiet = EventLoop.create();
    Coroutine<Object> measured =
        coroutine(
            Script.of(
                value -> new Yields(50_000), // the compiler's warm-up
                value -> {
                  allocated.add(threads.getThreadAllocatedBytes(carrier));
                  return new Yields(switches);
                },
                value -> allocated.add(threads.getThreadAllocatedBytes(carrier))));
    quiet.runUntilComplete(measured);
    quiet.close();

    assertThat(allocated.getFirst()).isPositive();
    assertThat(allocated.getLast() - allocated.getFirst()).isLessThan(switches / 4);
  }
}
