package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.asyncio4j.Action;
import org.asyncio4j.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loop's code waits by all means of the JDK: for foreign threads and for blocked tasks. */
@HardLimit
final class JdkWaitAttackTest {
  private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());

  /** What {@code body} returns in a callback, which may block. */
  private static <T> T inCallback(Callable<T> body) {
    Future<T> future = getRunningLoop().createFuture();
    getRunningLoop()
        .callSoon(
            () -> {
              try {
                future.setResult(body.call());
              } catch (Exception e) {
                future.setException(e);
              }
            });
    return await(future);
  }

  // --- for foreign threads ----------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(Place.class)
  void placeTakesFromQueuesThatAForeignThreadFills(Place place) throws InterruptedException {
    var rendezvous = new SynchronousQueue<Integer>();
    var bounded = new ArrayBlockingQueue<Integer>(1);
    try (var foreign = new Foreign()) {
      foreign.start(
          () -> {
            for (int i = 0; i < 20; i++) {
              rendezvous.put(i);
              assertThat(bounded.take()).isEqualTo(i);
            }
          });
      run(
          () ->
              await(
                  place.run(
                      getRunningLoop(),
                      () -> {
                        for (int i = 0; i < 20; i++) {
                          assertThat(rendezvous.take()).isEqualTo(i);
                          bounded.put(i);
                        }
                        trace.add("twenty there and back");
                      })));
    }

    assertThat(trace).containsExactly("twenty there and back");
  }

  @Test
  void callbackJoinsAPlatformThreadThatItHasStarted() {
    run(
        () ->
            inCallback(
                () -> {
                  Thread.ofPlatform().start(() -> trace.add("thread")).join();
                  return trace.add("callback");
                }));

    assertThat(trace).containsExactly("thread", "callback");
  }

  @Test
  void callbackJoinsVirtualThreadsThatItHasStarted() {
    run(
        () ->
            inCallback(
                () -> {
                  var threads = new ArrayList<Thread>();
                  for (int i = 0; i < 50; i++) {
                    threads.add(
                        Thread.startVirtualThread(
                            () -> {
                              LockSupport.parkNanos(100_000);
                              trace.add("thread");
                            }));
                  }
                  for (Thread thread : threads) {
                    thread.join();
                  }
                  return trace.add("callback");
                }));

    assertThat(trace).hasSize(51).endsWith("callback");
  }

  @Test
  void callbackJoinsAVirtualThreadThatATaskHasStartedAndWasBlockedItself() {
    run(
        () -> {
          var release = new CountDownLatch(1);
          Thread started =
              Thread.startVirtualThread(
                  () -> {
                    try {
                      release.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    trace.add("thread");
                  });
          inCallback(
              () -> {
                release.countDown();
                started.join();
                return trace.add("callback");
              });
        });

    assertThat(trace).containsExactly("thread", "callback");
  }

  @Test
  void callbackWaitsForCompletableFuturesOfTheCommonPoolAndItsDependents() {
    run(
        () ->
            trace.add(
                inCallback(
                    () ->
                        CompletableFuture.supplyAsync(
                                () -> {
                                  LockSupport.parkNanos(1_000_000);
                                  return 20;
                                })
                            .thenApplyAsync(n -> n + 1)
                            .thenCombine(CompletableFuture.supplyAsync(() -> 2), (a, b) -> a * b)
                            .get(50, TimeUnit.SECONDS))));

    assertThat(trace).containsExactly(42);
  }

  @Test
  void callbackWaitsForParallelStreamsAndExecutors() {
    run(
        () ->
            trace.add(
                inCallback(
                    () -> {
                      int sum = IntStream.range(0, 10_000).parallel().map(i -> i % 7).sum();
                      try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                          var pool = Executors.newFixedThreadPool(2)) {
                        List<Callable<Integer>> calls = Collections.nCopies(10, () -> 1);
                        for (var future : threads.invokeAll(calls)) {
                          sum += future.get();
                        }
                        sum += pool.invokeAny(calls);
                      }
                      return sum;
                    })));

    int remainders = IntStream.range(0, 10_000).map(i -> i % 7).sum();
    assertThat(trace).containsExactly(remainders + 11);
  }

  @Test
  void callbackWaitsForTheDefaultExecutorOfItsOwnLoop() {
    var ran = new CountDownLatch(1);
    run(
        () -> {
          Future<?> function =
              inCallback(
                  () -> {
                    Future<?> running = getRunningLoop().runInExecutor(ran::countDown);
                    ran.await();
                    return running;
                  });
          await(function);
        });

    assertThat(ran.getCount()).isZero();
  }

  @Test
  void callbackWaitsForAProcess() {
    run(() -> trace.add(inCallback(() -> new ProcessBuilder("true").start().waitFor())));

    assertThat(trace).containsExactly(0);
  }

  private record Later(long nanos) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  @Test
  void callbackWaitsWithTimeLimitsThatPassAndThatDoNot() {
    run(
        () ->
            trace.add(
                inCallback(
                    () -> {
                      var queue = new LinkedBlockingQueue<String>();
                      boolean empty = queue.poll(1, TimeUnit.MILLISECONDS) == null;
                      var delays = new DelayQueue<Later>();
                      delays.add(new Later(System.nanoTime() + 1_000_000));
                      boolean taken = delays.take() != null;
                      boolean open = new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
                      LockSupport.parkNanos(100_000);
                      Thread.sleep(0);
                      Thread.sleep(1);
                      return List.of(empty, taken, open);
                    })));

    assertThat(trace).containsExactly(List.of(true, true, false));
  }

  @Test
  void lockOfATaskThatAwaitsIsRefusedToACallbackAfterItsTimeLimitAndNobodyStands() {
    var lock = new ReentrantLock();
    run(
        () -> {
          var held = getRunningLoop().<String>createFuture();
          var task =
              createTask(
                  () -> {
                    lock.lock();
                    try {
                      held.setResult("");
                      sleep(0);
                      sleep(0.001);
                    } finally {
                      lock.unlock();
                    }
                  });
          await(held);
          trace.add(inCallback(() -> lock.tryLock(5, TimeUnit.MILLISECONDS)));
          await(task);
          trace.add(inCallback(() -> lock.tryLock(5, TimeUnit.MILLISECONDS)));
        });

    assertThat(trace).containsExactly(false, true);
  }

  // --- for tasks that the JDK has parked --------------------------------------------------------

  /** Has a task and the loop's code meet: the task comes first, and is parked. */
  private void meet(Place place, Action task, Action loopsCode) {
    run(
        () -> {
          var first = createTask(task);
          sleep(0);
          await(place.run(getRunningLoop(), loopsCode));
          await(first);
        });
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void placeAndABlockedTaskMeetAtACyclicBarrier(Place place) {
    var barrier = new CyclicBarrier(2, () -> trace.add("both are here"));
    meet(place, barrier::await, barrier::await);

    assertThat(trace).containsExactly("both are here");
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void callbackAndABlockedTaskExchange() {
    var exchanger = new Exchanger<String>();
    meet(
        Place.CALL_SOON,
        () -> trace.add(exchanger.exchange("task's")),
        () -> trace.add(exchanger.exchange("callback's")));

    assertThat(trace).containsExactlyInAnyOrder("task's", "callback's");
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void callbackAndABlockedTaskAdvanceAPhaserTenTimes() {
    var phaser = new Phaser(2);
    Action tenPhases =
        () -> {
          for (int i = 0; i < 10; i++) {
            phaser.arriveAndAwaitAdvance();
          }
        };
    meet(Place.CALL_SOON, tenPhases, tenPhases);

    assertThat(phaser.getPhase()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void placeAndABlockedTaskPlayPingPongOverJdkQueues(Place place) {
    BlockingQueue<Integer> there = new SynchronousQueue<>();
    BlockingQueue<Integer> back = new ArrayBlockingQueue<>(1);
    meet(
        place,
        () -> {
          for (int i = 0; i < 100; i++) {
            back.put(there.take() + 1);
          }
        },
        () -> {
          int number = 0;
          for (int i = 0; i < 100; i++) {
            there.put(number);
            number = back.take();
          }
          trace.add(number);
        });

    assertThat(trace).containsExactly(100);
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void callbackSignalsAJdkConditionAndWaitsForTheAnswer() {
    var lock = new ReentrantLock();
    var asked = lock.newCondition();
    var answered = lock.newCondition();
    meet(
        Place.CALL_SOON,
        () -> {
          lock.lock();
          try {
            asked.await();
            trace.add("asked");
            answered.signal();
          } finally {
            lock.unlock();
          }
        },
        () -> {
          lock.lock();
          try {
            asked.signal();
            answered.await();
            trace.add("answered");
          } finally {
            lock.unlock();
          }
        });

    assertThat(trace).containsExactly("asked", "answered");
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void callbackParksUntilABlockedTaskUnparksIt() {
    var parked = new CompletableFuture<Thread>();
    var flag = new boolean[1];
    meet(
        Place.CALL_SOON,
        () -> {
          Thread callback = parked.get();
          flag[0] = true;
          LockSupport.unpark(callback);
        },
        () -> {
          parked.complete(Thread.currentThread());
          while (!flag[0]) {
            LockSupport.park();
          }
          trace.add("unparked");
        });

    assertThat(trace).containsExactly("unparked");
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void hundredBlockedTasksAreReleasedByOneCallbackThatWaitsForAllOfThem() {
    var start = new CountDownLatch(1);
    var end = new CountDownLatch(100);
    run(
        () -> {
          var tasks = new ArrayList<Future<?>>();
          for (int i = 0; i < 100; i++) {
            tasks.add(
                createTask(
                    () -> {
                      start.await();
                      end.countDown();
                    }));
          }
          sleep(0);
          inCallback(
              () -> {
                start.countDown();
                end.await();
                return trace.add("all have ended");
              });
          tasks.forEach(org.asyncio4j.Asyncio::await);
        });

    assertThat(trace).containsExactly("all have ended");
  }
}
