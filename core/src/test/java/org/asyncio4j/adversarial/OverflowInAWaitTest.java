package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.waitFor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.asyncio4j.Action;
import org.asyncio4j.AsyncGenerator;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Barrier;
import org.asyncio4j.Condition;
import org.asyncio4j.Event;
import org.asyncio4j.Future;
import org.asyncio4j.Lock;
import org.asyncio4j.Queue;
import org.asyncio4j.Semaphore;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A stack that is too deep to be put aside: whatever wait is tried there throws, as if it had not
 * begun, and everything goes on.
 */
@HardLimit
final class OverflowInAWaitTest {
  private final List<String> trace = new ArrayList<>();

  /** A wait, and afterwards the same thing used where there is room. */
  private enum Wait {
    SLEEP {
      @Override
      Pair prepare() {
        return new Pair(() -> sleep(0.001), () -> sleep(0.001));
      }
    },
    BARE_YIELD {
      @Override
      Pair prepare() {
        return new Pair(() -> sleep(0), () -> sleep(0));
      }
    },
    FUTURE {
      @Override
      Pair prepare() {
        Future<String> future = getRunningLoop().createFuture();
        return new Pair(
            () -> await(future),
            () -> {
              getRunningLoop().callSoon(() -> future.setResult("result"));
              assertThat(await(future)).isEqualTo("result");
            });
      }
    },
    TASK {
      @Override
      Pair prepare() {
        Gated gated = Gated.create();
        return new Pair(
            () -> await(gated.task()), () -> assertThat(await(gated.opened())).isEqualTo("result"));
      }
    },
    LOCK {
      @Override
      Pair prepare() {
        var lock = new Lock();
        lock.acquire();
        return new Pair(
            lock::acquire,
            () -> {
              assertThat(lock).hasToString("Lock[locked, waiters=0]");
              lock.release();
              lock.acquire();
            });
      }
    },
    SEMAPHORE {
      @Override
      Pair prepare() {
        var semaphore = new Semaphore(0);
        return new Pair(
            semaphore::acquire,
            () -> {
              semaphore.release();
              semaphore.acquire();
              assertThat(semaphore).hasToString("Semaphore[value=0, waiters=0]");
            });
      }
    },
    EVENT {
      @Override
      Pair prepare() {
        var event = new Event();
        return new Pair(
            event::await,
            () -> {
              assertThat(event).hasToString("Event[unset, waiters=0]");
              getRunningLoop().callSoon(event::set);
              event.await();
            });
      }
    },
    CONDITION {
      @Override
      Pair prepare() {
        var condition = new Condition();
        condition.acquire();
        return new Pair(
            condition::await,
            () -> {
              assertThat(condition).hasToString("Condition[locked, waiters=0]");
              condition.release();
            });
      }
    },
    BARRIER {
      @Override
      Pair prepare() {
        var barrier = new Barrier(2);
        return new Pair(
            barrier::await,
            () -> {
              Task<Integer> other = createTask(barrier::await);
              assertThat(List.of(barrier.await(), await(other))).containsExactlyInAnyOrder(0, 1);
            });
      }
    },
    QUEUE_GET {
      @Override
      Pair prepare() {
        var queue = new Queue<String>();
        return new Pair(
            queue::get,
            () -> {
              queue.putNowait("item");
              assertThat(queue.get()).isEqualTo("item");
            });
      }
    },
    QUEUE_PUT {
      @Override
      Pair prepare() {
        var queue = new Queue<String>(1);
        queue.putNowait("first");
        return new Pair(
            () -> queue.put("lost"),
            () -> {
              assertThat(queue.get()).isEqualTo("first");
              queue.put("second");
              assertThat(queue.get()).isEqualTo("second");
            });
      }
    },
    GATHER {
      @Override
      Pair prepare() {
        Gated gated = Gated.create();
        return new Pair(
            () -> await(gather(List.of(gated.task()))),
            () -> assertThat(await(gather(List.of(gated.opened())))).containsExactly("result"));
      }
    },
    SHIELD {
      @Override
      Pair prepare() {
        Gated gated = Gated.create();
        return new Pair(
            () -> await(shield(gated.task())),
            () -> assertThat(await(shield(gated.opened()))).isEqualTo("result"));
      }
    },
    WAIT {
      @Override
      Pair prepare() {
        Gated gated = Gated.create();
        return new Pair(
            () -> Asyncio.wait(List.of(gated.task())),
            () -> assertThat(Asyncio.wait(List.of(gated.opened())).pending()).isEmpty());
      }
    },
    WAIT_FOR {
      @Override
      Pair prepare() {
        return new Pair(
            () -> waitFor(getRunningLoop().createFuture(), 60),
            () -> assertThat(waitFor(createTask(() -> sleep(0, 1)), 60)).isEqualTo(1));
      }
    },
    TIMEOUT {
      @Override
      Pair prepare() {
        return new Pair(
            () -> timeout(60, () -> sleep(60)),
            () -> assertThat(Asyncio.currentTask().orElseThrow().cancelling()).isZero());
      }
    },
    GROUP {
      @Override
      Pair prepare() {
        return new Pair(
            () -> TaskGroup.run(group -> group.createTask(() -> sleep(60))),
            () -> TaskGroup.run(group -> group.createTask(() -> sleep(0))));
      }
    },
    GENERATOR {
      @Override
      Pair prepare() {
        AsyncGenerator<Integer> generator =
            asyncGenerator(
                out -> {
                  out.emit(1);
                  out.emit(2);
                });
        return new Pair(
            generator::anext,
            () -> {
              assertThat(generator.anext()).isEqualTo(1);
              assertThat(generator.anext()).isEqualTo(2);
            });
      }
    },
    EAGER_START {
      @Override
      Pair prepare() {
        TaskOptions eager = TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER);
        return new Pair(
            () -> createTask(() -> sleep(0), eager),
            () -> assertThat(await(createTask(() -> sleep(0, 1), eager))).isEqualTo(1));
      }
    },
    TO_THREAD {
      @Override
      Pair prepare() {
        return new Pair(
            () -> toThread(() -> "lost"),
            () -> assertThat(toThread(() -> "result")).isEqualTo("result"));
      }
    },
    STACKLESS_BODY {
      @Override
      Pair prepare() {
        return new Pair(
            () -> await(Asyncio.coroutine(new TwoSteps())),
            () -> assertThat(await(Asyncio.coroutine(new TwoSteps()))).isEqualTo(1));
      }
    };

    abstract Pair prepare();
  }

  /** A task that ends when it is let. */
  private record Gated(Future<String> gate, Task<String> task) {
    static Gated create() {
      Future<String> gate = getRunningLoop().createFuture();
      return new Gated(gate, createTask(() -> await(gate)));
    }

    Task<String> opened() {
      gate.setResult("result");
      return task;
    }
  }

  private record Pair(Action deep, Action shallow) {}

  private static final class TwoSteps extends StateMachine<Integer> {
    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      return state == 0 ? pause(1) : done(1);
    }
  }

  private static int deep(int depth, Action bottom) throws Exception {
    if (depth == 0) {
      bottom.run();
      return 0;
    }
    return 1 + deep(depth - 1, bottom);
  }

  /** {@return a depth at which nothing can be suspended, though there is room for more calls} */
  private static int tooDeepToSuspend() throws Exception {
    int before = 0;
    int depth = overflowingDepth();
    // Compiled code needs less: until the compiler has no more to do with this.
    for (int same = 0; same < 3; same = depth == before ? same + 1 : 0) {
      before = depth;
      depth = overflowingDepth();
    }
    return depth + depth / 8;
  }

  private static int overflowingDepth() throws Exception {
    for (int depth = 1_000; ; depth += depth / 8) {
      try {
        deep(depth, () -> sleep(0));
      } catch (StackOverflowError tooDeep) {
        return depth;
      }
    }
  }

  private static void overflowASleep() throws Exception {
    while (true) {
      try {
        deep(tooDeepToSuspend(), () -> sleep(0));
      } catch (StackOverflowError tooDeep) {
        return;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Wait.class)
  void waitThrowsAsIfItHadNotBegun(Wait wait) {
    run(
        () -> {
          Task<?> other =
              createTask(
                  () -> {
                    for (int i = 0; i < 3; i++) {
                      sleep(0);
                      trace.add("other");
                    }
                  });
          Pair pair = wait.prepare();
          int depth = tooDeepToSuspend();
          assertThatThrownBy(() -> deep(depth, pair.deep())).isInstanceOf(StackOverflowError.class);
          pair.shallow().run();
          await(other);
          trace.add("end");
        });

    assertThat(trace).endsWith("end").hasSize(4);
  }

  @Test
  void nothingRunsBesideTheLoopAfterwards() {
    run(
        () -> {
          var running = new int[1];
          Action step =
              () -> {
                assertThat(++running[0]).isEqualTo(1);
                sleepOnTheCpu();
                running[0]--;
              };
          var tasks = new ArrayList<Task<?>>();
          for (int i = 0; i < 4; i++) {
            tasks.add(
                createTask(
                    () -> {
                      for (int n = 0; n < 5; n++) {
                        overflowASleep();
                        step.run();
                        sleep(0);
                      }
                    }));
          }
          tasks.forEach(Asyncio::await);
          trace.add("end");
        });

    assertThat(trace).containsExactly("end");
  }

  private static void sleepOnTheCpu() {
    for (int i = 0; i < 1_000; i++) {
      Thread.onSpinWait();
    }
  }

  @Test
  void blockingCallAndFailureAreAsUsualAfterwards() {
    run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    overflowASleep();
                    Thread.sleep(2);
                    trace.add("blocked");
                    while (true) {
                      deep(tooDeepToSuspend(), () -> sleep(0));
                    }
                  });
          assertThatThrownBy(() -> await(task)).isInstanceOf(StackOverflowError.class);
          trace.add("end");
        });

    assertThat(trace).containsExactly("blocked", "end");
  }

  @Test
  void bodyThatBlocksAfterwardsStillHoldsALoopOfTheHandOffEngine() {
    run(
        () -> {
          boolean holds = getRunningLoop().engineKind() == EngineKind.HANDOFF;
          Task<?> other =
              createTask(
                  () -> {
                    sleep(0);
                    trace.add("other");
                  });
          overflowASleep();
          trace.clear();
          var latch = new CountDownLatch(1);
          Thread.ofPlatform().daemon().start(() -> countDownSoon(latch));
          latch.await();
          assertThat(trace.isEmpty() || !holds).isTrue();
          await(other);
        });
  }

  private static void countDownSoon(CountDownLatch latch) {
    LockSupport.parkNanos(20_000_000);
    latch.countDown();
  }

  // --- permits ----------------------------------------------------------------------------------

  @Test
  void awaitLeavesThePermitOfAnUnpark() {
    run(
        () -> {
          Thread thread = Thread.currentThread();
          LockSupport.unpark(thread);
          sleep(0.001);
          LockSupport.park();
          trace.add("before");
          createTask(() -> LockSupport.unpark(thread));
          sleep(0.001);
          LockSupport.park();
          trace.add("meanwhile");
        });

    assertThat(trace).containsExactly("before", "meanwhile");
  }
}
