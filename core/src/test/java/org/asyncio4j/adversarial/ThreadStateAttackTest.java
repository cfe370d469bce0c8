package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.asyncio4j.Action;
import org.asyncio4j.Carried;
import org.asyncio4j.Context;
import org.asyncio4j.ContextVar;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What belongs to a thread or a context, when callbacks block and others run in between. */
@HardLimit
final class ThreadStateAttackTest {
  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

  private final ContextVar<String> variable = new ContextVar<>("variable");
  private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());

  /** Has a task of another context run on, from one JDK call to the next, while this blocks. */
  private void blockWhileATaskRuns(CountDownLatch wake, CountDownLatch woken)
      throws InterruptedException {
    wake.countDown();
    if (Engine.isHandoff()) {
      Thread.sleep(1); // there no task can be in a JDK call now
    } else {
      woken.await();
    }
  }

  private Task<?> blockedTask(CountDownLatch wake, CountDownLatch woken) {
    return createTask(
        () -> {
          variable.set("task's");
          LOCAL.set("task's");
          Task<?> self = currentTask().orElseThrow();
          if (!Engine.isHandoff()) {
            wake.await();
          }
          trace.add(variable.get());
          trace.add(LOCAL.get());
          trace.add(currentTask().orElseThrow() == self);
          woken.countDown();
        });
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void blockedCodeHasItsLoopItsContextAndItsTaskAfterwards(Place place) {
    var wake = new CountDownLatch(1);
    var woken = new CountDownLatch(1);
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          Task<?> task = blockedTask(wake, woken);
          sleep(0);
          Future<?> blocked =
              place.run(
                  loop,
                  () -> {
                    Optional<Task<?>> before = currentTask();
                    Context.copyContext(); // is possible
                    variable.set("place's");
                    blockWhileATaskRuns(wake, woken);
                    assertThat(getRunningLoop()).isSameAs(loop);
                    assertThat(currentTask()).isEqualTo(before);
                    assertThat(variable.get()).isEqualTo("place's");
                    loop.callSoon(() -> trace.add(variable.get()));
                  });
          await(blocked);
          await(task);
          sleep(0);
        });

    assertThat(trace).containsExactly("task's", "task's", true, "place's");
  }

  @Test
  void threadLocalOfACallbackStaysItsOwnWhileATaskRunsInBetween() {
    var wake = new CountDownLatch(1);
    var woken = new CountDownLatch(1);
    run(
        () -> {
          Task<?> task = blockedTask(wake, woken);
          sleep(0);
          Future<?> blocked =
              Place.CALL_SOON.run(
                  getRunningLoop(),
                  () -> {
                    LOCAL.set("callback's");
                    try {
                      blockWhileATaskRuns(wake, woken);
                      trace.add(LOCAL.get());
                    } finally {
                      LOCAL.remove();
                    }
                  });
          await(blocked);
          await(task);
          trace.add(String.valueOf(LOCAL.get()));
        });

    assertThat(trace).containsExactlyInAnyOrder("task's", "task's", true, "callback's", "null");
  }

  @Test
  void scopedValueBoundByACallbackHoldsOverABlockedCallAndNoLonger() {
    var wake = new CountDownLatch(1);
    var woken = new CountDownLatch(1);
    run(
        () -> {
          Task<?> task = blockedTask(wake, woken);
          sleep(0);
          Future<?> blocked =
              Place.CALL_SOON.run(
                  getRunningLoop(),
                  () ->
                      ScopedValue.where(SCOPED, "bound")
                          .call(
                              () -> {
                                blockWhileATaskRuns(wake, woken);
                                return trace.add(SCOPED.get());
                              }));
          getRunningLoop().callSoon(() -> trace.add(SCOPED.isBound()));
          await(blocked);
          await(task);
          trace.add(SCOPED.isBound());
        });

    assertThat(trace).containsExactlyInAnyOrder("task's", "task's", true, "bound", false, false);
  }

  @Test
  void whatAContextCarriesIsBoundInEveryPlaceAlsoAfterABlockedCall() throws Exception {
    LOCAL.set("carried");
    try {
      new Context()
          .run(
              () -> {
                Context.carry(Carried.of(LOCAL));
                run(
                    () -> {
                      Action look =
                          () -> {
                            trace.add(LOCAL.get());
                            Thread.sleep(1);
                            trace.add(LOCAL.get());
                          };
                      await(Place.CALL_SOON.run(getRunningLoop(), look));
                      await(Place.TIMER.run(getRunningLoop(), look));
                      await(Place.DONE_CALLBACK.run(getRunningLoop(), look));
                      await(Place.STACKLESS_STEP.run(getRunningLoop(), look));
                    });
              });
    } finally {
      LOCAL.remove();
    }

    assertThat(trace).hasSize(8).containsOnly("carried");
  }

  /** As a lock of Python's that one callback takes and another one gives back. */
  @Test
  void lockThatOneCallbackTakesIsReleasedByALaterOneAndByAStep() {
    var lock = new ReentrantLock();
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          for (int i = 0; i < 3; i++) {
            await(Place.CALL_SOON.run(loop, lock::lock));
            sleep(0.001);
            await(Place.STACKLESS_STEP.run(loop, lock::lock)); // again
            await(createTask(() -> sleep(0)));
            await(Place.TIMER.run(loop, lock::unlock));
            await(Place.DONE_CALLBACK.run(loop, lock::unlock));
            trace.add(lock.isLocked());
          }
        });

    assertThat(trace).containsExactly(false, false, false);
  }

  @Test
  void threadThatACallbackStartsHasNoLoop() throws Exception {
    var seen = new CompletableFuture<Throwable>();
    run(
        () ->
            await(
                Place.CALL_SOON.run(
                    getRunningLoop(),
                    () ->
                        Thread.startVirtualThread(
                                () -> {
                                  try {
                                    getRunningLoop();
                                  } catch (IllegalStateException e) {
                                    seen.complete(e);
                                  }
                                })
                            .join())));

    assertThat(seen.getNow(null)).hasMessageContaining("no running event loop");
  }

  @Test
  void threadThatACallbackStartsRunsALoopOfItsOwnWhichTheCallbackWaitsFor() {
    run(
        () ->
            await(
                Place.CALL_SOON.run(
                    getRunningLoop(),
                    () -> {
                      EventLoop outer = getRunningLoop();
                      for (Thread.Builder builder :
                          List.<Thread.Builder>of(Thread.ofVirtual(), Thread.ofPlatform())) {
                        builder
                            .start(
                                () ->
                                    run(
                                        () -> {
                                          sleep(0.001);
                                          trace.add(getRunningLoop() != outer);
                                        }))
                            .join();
                      }
                      trace.add(getRunningLoop() == outer);
                    })));

    assertThat(trace).containsExactly(true, true, true);
  }

  @Test
  void runInsideACallbackIsRefused() {
    run(
        () -> {
          Future<?> refused =
              Place.CALL_SOON.run(
                  getRunningLoop(),
                  () -> {
                    Thread.sleep(1);
                    run(() -> {});
                  });
          assertThatThrownBy(() -> await(refused))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("while an event loop is running");
        });
  }

  /** A body without a stack that yields its processor, and pauses. */
  private static final class Yielding extends StateMachine<@Nullable Void> {
    private int left = 200;

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      Thread.yield();
      return left-- == 0 ? done(null) : pause(0);
    }
  }

  @Test
  void codeThatYieldsItsProcessorGoesOnAtOnceAndKeepsItsTurn() {
    int[] count = new int[1];
    Runnable increment =
        () -> {
          int before = count[0];
          Thread.yield();
          LockSupport.parkNanos(1);
          count[0] = before + 1;
        };
    run(
        () -> {
          var tasks = new ArrayList<Task<?>>();
          for (int i = 0; i < 3; i++) {
            tasks.add(createTask(new Yielding()));
            tasks.add(
                createTask(
                    () -> {
                      for (int n = 0; n < 200; n++) {
                        Thread.yield();
                        getRunningLoop().callSoon(increment);
                        sleep(0);
                      }
                    }));
          }
          tasks.forEach(org.asyncio4j.Asyncio::await);
          sleep(0);
        });

    assertThat(count[0]).isEqualTo(600);
  }

  @Test
  void unparksThatComeTooEarlyTooOftenOrTooLateEndNoWaitOfAsyncio() throws InterruptedException {
    var over = new CountDownLatch(1);
    var threads = Collections.synchronizedList(new ArrayList<Thread>());
    try (var foreign = new Foreign()) {
      foreign.start(
          () -> {
            while (over.getCount() > 0) {
              for (Thread thread : List.copyOf(threads)) {
                LockSupport.unpark(thread);
              }
              Thread.onSpinWait();
            }
          });
      run(
          () -> {
            threads.add(Thread.currentThread());
            getRunningLoop().callSoon(() -> threads.add(Thread.currentThread()));
            for (int i = 0; i < 50; i++) {
              double before = getRunningLoop().time();
              sleep(0.0005);
              trace.add(getRunningLoop().time() - before >= 0.0005);
              Future<String> future = getRunningLoop().createFuture();
              getRunningLoop().callLater(0.0002, () -> future.setResult("result"));
              trace.add(await(future).equals("result"));
            }
          });
      over.countDown();
    }

    assertThat(trace).hasSize(100).containsOnly(true);
  }

  @Test
  void stacksThatAreReadAllTheTimeDisturbNobody() throws InterruptedException {
    var over = new CountDownLatch(1);
    var threads = Collections.synchronizedList(new ArrayList<Thread>());
    int[] count = new int[1];
    try (var foreign = new Foreign()) {
      foreign.start(
          () -> {
            while (over.getCount() > 0) {
              for (Thread thread : List.copyOf(threads)) {
                thread.getStackTrace();
              }
            }
          });
      run(
          () -> {
            getRunningLoop().callSoon(() -> threads.add(Thread.currentThread()));
            var tasks = new ArrayList<Task<?>>();
            for (int i = 0; i < 4; i++) {
              tasks.add(
                  createTask(
                      () -> {
                        threads.add(Thread.currentThread());
                        for (int n = 0; n < 100; n++) {
                          LockSupport.parkNanos(1_000);
                          getRunningLoop().callSoon(() -> LockSupport.parkNanos(1_000));
                          getRunningLoop().callSoon(() -> count[0]++);
                          sleep(0);
                        }
                      }));
            }
            tasks.forEach(org.asyncio4j.Asyncio::await);
            sleep(0);
          });
      over.countDown();
    }

    assertThat(count[0]).isEqualTo(400);
  }
}
