package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.asyncio4j.AsyncGenerator;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Lock;
import org.asyncio4j.LoopObserver;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.TestLoops;
import org.asyncio4j.TestLoops.Reports;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stacks that overflow, and structures so deep that a recursion over them would. */
@HardLimit
final class StackAttackTest {
  private final List<String> trace = new ArrayList<>();

  @SuppressWarnings("InfiniteRecursion") // is meant to overflow
  private static int overflow(int n) {
    return overflow(n + 1) + 1;
  }

  /** Overflows the stack inside the JDK and inside asyncio4j, if it comes to that. */
  @SuppressWarnings("InfiniteRecursion")
  private static int overflowInCalls(int n) {
    getRunningLoop().callSoon(() -> {});
    return overflowInCalls(n + 1) + List.of(n).hashCode();
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void overflowIsAFailureLikeAnyOtherAndTheLoopGoesOn(Place place) {
    run(
        () -> {
          for (int i = 0; i < 3; i++) {
            Future<?> failed = place.run(getRunningLoop(), () -> overflow(0));
            assertThatThrownBy(() -> await(failed)).isInstanceOf(StackOverflowError.class);
            Future<?> sound = place.run(getRunningLoop(), () -> trace.add("next"));
            await(sound);
          }
        });

    assertThat(trace).hasSize(3);
  }

  @Test
  void overflowThatACallbackLetsOutIsReportedWhereverItStruck() {
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          Reports reports = Reports.of(loop);
          for (int i = 0; i < 5; i++) {
            loop.callSoon(() -> overflow(0));
            loop.callSoon(() -> overflowInCalls(0));
          }
          loop.callSoon(() -> trace.add("next"));
          sleep(0);
          sleep(0);

          assertThat(reports.all())
              .hasSize(10)
              .allMatch(report -> report.exception().orElseThrow() instanceof StackOverflowError);
        });

    assertThat(trace).containsExactly("next");
  }

  @Test
  void overflowOfTheExceptionHandlerItselfIsLogged() {
    try (var log = new TestLoops.Log()) {
      run(
          () -> {
            getRunningLoop().setExceptionHandler((_, _) -> overflow(0));
            getRunningLoop()
                .callSoon(
                    () -> {
                      throw new IllegalStateException("callback");
                    });
            getRunningLoop().callSoon(() -> trace.add("next"));
            sleep(0);
          });

      assertThat(log.records()).hasSize(1);
      assertThat(log.records().getFirst().getThrown()).isInstanceOf(StackOverflowError.class);
    }
    assertThat(trace).containsExactly("next");
  }

  @Test
  void overflowOfAnObserverIsReportedAndTheTaskGoesOn() {
    run(
        () -> {
          Reports reports = Reports.of(getRunningLoop());
          getRunningLoop()
              .addObserver(
                  new LoopObserver() {
                    @Override
                    public void stepBegins(Task<?> task) {
                      getRunningLoop().removeObserver(this);
                      overflow(0);
                    }
                  });
          trace.add(await(createTask(() -> "result")));

          assertThat(reports.only().exception().orElseThrow())
              .isInstanceOf(StackOverflowError.class);
        });

    assertThat(trace).containsExactly("result");
  }

  @Test
  void overflowOfATaskItsGeneratorOrItsThreadFailsThatTaskAlone() {
    run(
        () -> {
          AsyncGenerator<Integer> generator =
              asyncGenerator(
                  out -> {
                    out.emit(1);
                    out.emit(overflow(0));
                  });
          var all =
              List.of(
                  createTask(() -> overflow(0)),
                  createTask(() -> overflowInCalls(0)),
                  createTask(() -> toThread(() -> overflow(0))),
                  createTask(
                      () -> {
                        int sum = 0;
                        for (int item : generator) {
                          sum += item;
                        }
                        return sum;
                      }));
          Task<String> other = createTask(() -> sleep(0.001, "other"));
          for (Task<?> task : all) {
            assertThatThrownBy(() -> await(task)).isInstanceOf(StackOverflowError.class);
          }
          trace.add(await(other));
        });

    assertThat(trace).containsExactly("other");
  }

  @Test
  void overflowUnderLocksReleasesThem() {
    var lock = new Lock();
    var plain = new ReentrantLock();
    run(
        () -> {
          var task =
              createTask(
                  () -> {
                    try (var _ = lock.acquire()) {
                      plain.lock();
                      try {
                        synchronized (plain) {
                          overflow(0);
                        }
                      } finally {
                        plain.unlock();
                      }
                    }
                  });
          assertThatThrownBy(() -> await(task)).isInstanceOf(StackOverflowError.class);
          Future<?> free =
              Place.CALL_SOON.run(
                  getRunningLoop(),
                  () -> {
                    synchronized (plain) {
                      assertThat(plain.tryLock()).isTrue();
                      plain.unlock();
                    }
                  });
          await(free);
          assertThat(lock.locked()).isFalse();
        });
  }

  private static int awaitAtDepth(int depth) {
    if (depth == 0) {
      sleep(0);
      return 0;
    }
    return 1 + awaitAtDepth(depth - 1);
  }

  @Test
  void taskSuspendsAThousandFramesDeep() {
    run(() -> trace.add("" + await(createTask(() -> awaitAtDepth(1_000)))));

    assertThat(trace).containsExactly("1000");
  }

  // --- deep structures --------------------------------------------------------------------------

  @Test
  void chainOfHundredThousandFuturesIsPassedOnByCallbacks() {
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          Future<Integer> first = loop.createFuture();
          Future<Integer> last = first;
          for (int i = 0; i < 100_000; i++) {
            Future<Integer> next = loop.createFuture();
            last.addDoneCallback(done -> next.setResult(done.result() + 1));
            last = next;
          }
          first.setResult(0);
          trace.add("" + await(last));
        });

    assertThat(trace).containsExactly("100000");
  }

  @Test
  void chainOfTenThousandTasksThatAwaitEachOtherEnds() {
    run(
        () -> {
          Task<Integer> last = createTask(() -> sleep(0.001, 0));
          for (int i = 0; i < 10_000; i++) {
            Task<Integer> before = last;
            last = createTask(() -> await(before) + 1);
          }
          trace.add("" + await(last));
        });

    assertThat(trace).containsExactly("10000");
  }

  @Test
  void cancellationGoesThroughTenThousandTasksThatAwaitEachOther() {
    run(
        () -> {
          Task<Integer> last = createTask(() -> sleep(60, 0));
          var all = new ArrayList<Task<?>>(List.of(last));
          for (int i = 0; i < 10_000; i++) {
            Task<Integer> before = last;
            last = createTask(() -> await(before) + 1);
            all.add(last);
          }
          sleep(0);
          sleep(0);
          Task<Integer> head = last;
          head.cancel();

          assertThatThrownBy(() -> await(head)).isInstanceOf(CancelledError.class);
          assertThat(all).allMatch(Task::cancelled);
        });
  }

  /** A body without a stack that awaits another one, and so on. */
  private static final class Nested extends StateMachine<Integer> {
    private final int depth;

    Nested(int depth) {
      this.depth = depth;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      if (state == 1) {
        return done(1 + (value == null ? 0 : (int) value));
      }
      return depth == 0 ? pause(1) : await(new Nested(depth - 1), 1);
    }
  }

  @Test
  void stacklessBodiesDelegateHundredThousandDeep() {
    run(() -> trace.add("" + await(createTask(new Nested(100_000)))));

    assertThat(trace).containsExactly("100001");
  }

  @Test
  void limitsInGroupsNestEightyDeep() {
    run(
        () -> {
          nest(80);
          trace.add("out");
        });

    assertThat(trace).containsExactly("innermost", "out");
  }

  private void nest(int depth) throws Exception {
    if (depth == 0) {
      sleep(0);
      trace.add("innermost");
      return;
    }
    timeout(
        60,
        () ->
            TaskGroup.run(
                group -> {
                  group.createTask(() -> sleep(0));
                  nest(depth - 1);
                }));
  }

  @Test
  void shieldsNestTenThousandDeep() {
    run(
        () -> {
          Future<Integer> inner = createTask(() -> sleep(0.001, 7));
          for (int i = 0; i < 10_000; i++) {
            inner = shield(inner);
          }
          trace.add("" + await(inner));
        });

    assertThat(trace).containsExactly("7");
  }

  @Test
  void copiesAsCompletableFuturesAndBackNestAThousandDeep() {
    run(
        () -> {
          Future<Integer> inner = createTask(() -> sleep(0.001, 7));
          for (int i = 0; i < 1_000; i++) {
            CompletableFuture<Integer> copy = inner.toCompletableFuture();
            inner = org.asyncio4j.Asyncio.wrapFuture(copy);
          }
          trace.add("" + await(inner));
        });

    assertThat(trace).containsExactly("7");
  }

  private int eager(int depth) {
    if (depth == 0) {
      return 0;
    }
    var eagerly = TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER);
    return 1 + await(createTask(() -> eager(depth - 1), eagerly));
  }

  @Test
  void eagerStartsNestThreeHundredDeep() {
    run(() -> trace.add("" + eager(300)));

    assertThat(trace).containsExactly("300");
  }

  /** CPython: a RecursionError at some depth. */
  @Test
  void eagerStartsNestTenThousandDeep() {
    run(
        () -> {
          Task<Integer> task = createTask(() -> eager(10_000));
          trace.add("" + await(task));
          await(Place.CALL_SOON.run(getRunningLoop(), () -> trace.add("callback")));
          await(createTask(() -> Thread.sleep(1)));
          await(coroutine(() -> sleep(0.001)));
        });

    assertThat(trace).containsExactly("10000", "callback");
  }

  @Test
  void fiftyThousandCallbacksAndTimersAtOnceAreAllRun() {
    int[] ran = new int[1];
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          for (int i = 0; i < 50_000; i++) {
            loop.callSoon(() -> ran[0]++);
            loop.callLater(0, () -> ran[0]++);
          }
          var tasks = new ArrayList<Task<?>>();
          for (int i = 0; i < 2_000; i++) {
            tasks.add(createTask(() -> ran[0]++));
          }
          tasks.forEach(org.asyncio4j.Asyncio::await);
          sleep(0);
        });

    assertThat(ran[0]).isEqualTo(102_000);
  }
}
