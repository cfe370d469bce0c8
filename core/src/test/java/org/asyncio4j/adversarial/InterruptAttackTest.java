package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.asyncio4j.Action;
import org.asyncio4j.Future;
import org.asyncio4j.Queue;
import org.asyncio4j.SlowStep;
import org.asyncio4j.Task;
import org.asyncio4j.Watchdog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Interrupts of the loop's thread, of tasks and of callbacks, also stale ones. */
@HardLimit
final class InterruptAttackTest {
  private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch never = new CountDownLatch(1);

  /** Interrupts these threads again and again while {@code body} runs. */
  private static void underInterrupts(List<Thread> threads, Action body) throws Exception {
    var over = new AtomicBoolean();
    try (var foreign = new Foreign()) {
      foreign.start(
          () -> {
            while (!over.get()) {
              threads.forEach(Thread::interrupt);
              Thread.sleep(0, 50_000);
            }
          });
      try {
        body.run();
      } finally {
        over.set(true);
      }
    }
  }

  /** Work that waits by asyncio's means alone. */
  private static int pingPong(int rounds) {
    var there = new Queue<Integer>();
    var back = new Queue<Integer>();
    Task<?> other =
        createTask(
            () -> {
              for (int i = 0; i < rounds; i++) {
                back.put(there.get() + 1);
                if (i % 50 == 0) {
                  sleep(0.0005);
                }
              }
            });
    int number = 0;
    for (int i = 0; i < rounds; i++) {
      there.put(number);
      number = back.get();
    }
    await(other);
    return number;
  }

  @Test
  void loopWhoseThreadIsInterruptedAllTheTimeLosesNothing() throws Exception {
    try (var foreign = new Foreign()) {
      Thread thread =
          foreign.start(
              () ->
                  run(
                      () -> {
                        var ran = new int[1];
                        for (int i = 0; i < 100; i++) {
                          getRunningLoop().callSoon(() -> ran[0]++);
                          getRunningLoop().callLater(0.0001 * i, () -> ran[0]++);
                        }
                        trace.add(pingPong(300));
                        sleep(0.02);
                        trace.add(ran[0]);
                      }));
      underInterrupts(List.of(thread), thread::join);
    }

    assertThat(trace).containsExactly(300, 200);
  }

  @Test
  void suspendedTasksThatAreInterruptedAllTheTimeLoseNothing() throws Exception {
    run(
        () -> {
          var threads = Collections.synchronizedList(new ArrayList<Thread>());
          var started = new CountDownLatch(4);
          Future<String> go = getRunningLoop().createFuture();
          var tasks = new ArrayList<Task<Integer>>();
          for (int i = 0; i < 4; i++) {
            tasks.add(
                createTask(
                    () -> {
                      threads.add(Thread.currentThread());
                      started.countDown();
                      await(go);
                      return pingPong(100);
                    }));
          }
          while (started.getCount() > 0) {
            sleep(0);
          }
          underInterrupts(
              List.copyOf(threads),
              () -> {
                go.setResult("");
                tasks.forEach(task -> trace.add(await(task)));
              });
        });

    assertThat(trace).containsExactly(100, 100, 100, 100);
  }

  @Test
  void threadOfTheCallbacksThatIsInterruptedAllTheTimeLosesNone() throws Exception {
    run(
        () -> {
          var thread = new CompletableFuture<Thread>();
          getRunningLoop().callSoon(() -> thread.complete(Thread.currentThread()));
          int[] ran = new int[1];
          underInterrupts(
              List.of(await(thread)),
              () -> {
                for (int i = 0; i < 500; i++) {
                  getRunningLoop().callSoon(() -> ran[0]++);
                  getRunningLoop().callSoonThreadsafe(() -> ran[0]++);
                  sleep(i % 50 == 0 ? 0.0005 : 0);
                }
                sleep(0);
              });
          trace.add(ran[0]);
          trace.add(pingPong(100));
        });

    assertThat(trace).containsExactly(1000, 100);
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void blockedCodeOfTheLoopHearsAnInterrupt(Place place) throws Exception {
    try (var foreign = new Foreign()) {
      run(
          () -> {
            Future<?> interrupted =
                place.run(
                    getRunningLoop(),
                    () -> {
                      Thread blocks = Thread.currentThread();
                      foreign.start(
                          () -> {
                            Foreign.awaitBlocked(blocks);
                            blocks.interrupt();
                          });
                      never.await();
                    });
            assertThatThrownBy(() -> await(interrupted)).isInstanceOf(InterruptedException.class);
            Thread.sleep(1); // whose flag is nobody's
          });
    }
  }

  @Test
  void callbackThatWaitsForALockGoesOnWaitingAndSeesTheInterruptAfterwards() throws Exception {
    var lock = new ReentrantLock();
    var held = new CountDownLatch(1);
    var callback = new CompletableFuture<Thread>();
    try (var foreign = new Foreign()) {
      foreign.start(
          () -> {
            lock.lock();
            held.countDown();
            Thread blocks = callback.get();
            Foreign.awaitBlocked(blocks);
            blocks.interrupt();
            Thread.sleep(2);
            trace.add("foreign thread releases");
            lock.unlock();
          });
      run(
          () -> {
            held.await();
            Future<?> waited =
                Place.CALL_SOON.run(
                    getRunningLoop(),
                    () -> {
                      callback.complete(Thread.currentThread());
                      lock.lock();
                      lock.unlock();
                      trace.add(Thread.interrupted());
                    });
            await(waited);
          });
    }

    assertThat(trace).containsExactly("foreign thread releases", true);
  }

  @Test
  void flagThatACallbackLeavesBehindIsNoTasks() {
    run(
        () -> {
          for (int i = 0; i < 10; i++) {
            getRunningLoop().callSoon(() -> Thread.currentThread().interrupt());
            Task<?> blocking = createTask(() -> Thread.sleep(1));
            Task<?> suspending = createTask(() -> sleep(0.001));
            await(blocking);
            await(suspending);
            trace.add(Thread.currentThread().isInterrupted());
          }
        });

    assertThat(trace).hasSize(10).containsOnly(false);
  }

  @Test
  void flagThatATaskLeavesBehindIsNobodyElses() {
    run(
        () -> {
          for (int i = 0; i < 10; i++) {
            await(createTask(() -> Thread.currentThread().interrupt()));
            Future<?> callback =
                Place.CALL_SOON.run(
                    getRunningLoop(), () -> trace.add(Thread.currentThread().isInterrupted()));
            await(callback);
            await(createTask(() -> Thread.sleep(1)));
          }
        });

    assertThat(trace).hasSize(10).containsOnly(false);
  }

  @Test
  void taskWithItsFlagSetAwaitsAndKeepsTheFlagForItsNextCallOfTheJdk() {
    run(
        () -> {
          Thread.currentThread().interrupt();
          sleep(0);
          sleep(0.001);
          assertThat(pingPong(3)).isEqualTo(3);

          assertThatThrownBy(() -> Thread.sleep(1)).isInstanceOf(InterruptedException.class);
          Thread.sleep(1);
        });
  }

  @Test
  void callbackWithItsFlagSetIsInterruptedAtOnceAndTheLoopGoesOn() {
    run(
        () -> {
          Future<?> interrupted =
              Place.CALL_SOON.run(
                  getRunningLoop(),
                  () -> {
                    Thread.currentThread().interrupt();
                    never.await();
                  });
          assertThatThrownBy(() -> await(interrupted)).isInstanceOf(InterruptedException.class);
          trace.add(pingPong(3));
        });

    assertThat(trace).containsExactly(3);
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void callbackThatInterruptsABlockedTaskMakesItFailAndNotCancelled() {
    run(
        () -> {
          var thread = new CompletableFuture<Thread>();
          Task<?> blocked =
              createTask(
                  () -> {
                    thread.complete(Thread.currentThread());
                    never.await();
                  });
          sleep(0);
          getRunningLoop().callSoon(() -> thread.join().interrupt());

          assertThatThrownBy(() -> await(blocked)).isInstanceOf(InterruptedException.class);
          assertThat(blocked.cancelled()).isFalse();
        });
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void interruptsAndCancellationsOfBlockedTasksEndThemAllOneWayOrTheOther() throws Exception {
    run(
        () -> {
          var threads = Collections.synchronizedList(new ArrayList<Thread>());
          var tasks = new ArrayList<Task<?>>();
          for (int i = 0; i < 50; i++) {
            tasks.add(
                createTask(
                    () -> {
                      threads.add(Thread.currentThread());
                      never.await();
                    }));
          }
          sleep(0);
          Thread foreign = Thread.ofPlatform().start(() -> threads.forEach(Thread::interrupt));
          for (Task<?> task : tasks.reversed()) {
            task.cancel();
          }
          foreign.join();
          for (Task<?> task : tasks) {
            assertThatThrownBy(() -> await(task)).isInstanceOf(Throwable.class);
            assertThat(task.cancelled() || task.exception() instanceof InterruptedException)
                .isTrue();
          }
        });
  }

  @Test
  void watchersInterruptHitsTheCallbackThatHoldsTheLoop() {
    run(
        () -> {
          try (var _ =
              Watchdog.watch(getRunningLoop(), Duration.ofMillis(5), SlowStep::interrupt)) {
            Future<?> held = Place.CALL_SOON.run(getRunningLoop(), never::await);
            assertThatThrownBy(() -> await(held)).isInstanceOf(InterruptedException.class);
          }
        });
  }

  @Test
  void threadThatIsInterruptedBeforeItRunsALoopStillIsAfterwards() {
    Thread.currentThread().interrupt();
    run(
        () -> {
          Thread.sleep(1);
          sleep(0.001);
          await(Place.CALL_SOON.run(getRunningLoop(), () -> Thread.sleep(1)));
          IntStream.range(0, 10).forEach(_ -> sleep(0));
          trace.add("ran");
        });

    assertThat(Thread.interrupted()).isTrue();
    assertThat(trace).containsExactly("ran");
  }
}
