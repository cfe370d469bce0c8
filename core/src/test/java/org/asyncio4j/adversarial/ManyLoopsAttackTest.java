package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;

/** Loops on many threads that share locks and call into each other, also in circles. */
@HardLimit
final class ManyLoopsAttackTest {
  private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());

  /** What one of several loops does. */
  private interface Part {
    void play(int number, List<EventLoop> loops) throws Exception;
  }

  /** Runs loops on platform and virtual threads, until each has played its part. */
  private static void together(int count, Part part) throws InterruptedException {
    var loops = new EventLoop[count];
    var begun = new CountDownLatch(count);
    var ended = new CountDownLatch(count);
    try (var foreign = new Foreign()) {
      for (int i = 0; i < count; i++) {
        int number = i;
        Runnable loop =
            () ->
                run(
                    () -> {
                      loops[number] = getRunningLoop();
                      begun.countDown();
                      while (begun.getCount() > 0) {
                        sleep(0.0005);
                      }
                      try {
                        part.play(number, List.of(loops));
                      } finally {
                        ended.countDown();
                      }
                      while (ended.getCount() > 0) { // the others may still call in
                        sleep(0.0005);
                      }
                    });
        if (i % 4 == 3) {
          foreign.startVirtual(loop::run);
        } else {
          foreign.start(loop::run);
        }
      }
    }
  }

  @Test
  void lockThatATaskOfOneLoopHoldsWhileItSleepsIsGivenOnToACallbackOfAnother()
      throws InterruptedException {
    var lock = new ReentrantLock();
    var held = new CountDownLatch(1);
    together(
        2,
        (number, loops) -> {
          if (number == 0) {
            Task<?> task =
                createTask(
                    () -> {
                      lock.lock();
                      try {
                        held.countDown();
                        Thread.sleep(5);
                        trace.add("task of one loop");
                      } finally {
                        lock.unlock();
                      }
                    });
            await(task);
          } else {
            Future<?> callback =
                Place.CALL_SOON.run(
                    getRunningLoop(),
                    () -> {
                      held.await();
                      lock.lock();
                      trace.add("callback of the other");
                      lock.unlock();
                    });
            await(callback);
          }
        });

    assertThat(trace).containsExactly("task of one loop", "callback of the other");
  }

  @Test
  void twentyLoopsShareALockAmongTasksAndCallbacks() throws InterruptedException {
    var lock = new ReentrantLock();
    int[] count = new int[1];
    Runnable increment =
        () -> {
          lock.lock();
          try {
            int before = count[0];
            Thread.sleep(0, 10_000);
            count[0] = before + 1;
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          } finally {
            lock.unlock();
          }
        };
    together(
        20,
        (_, _) -> {
          var tasks = new ArrayList<Task<?>>();
          for (int i = 0; i < 3; i++) {
            tasks.add(
                createTask(
                    () -> {
                      for (int n = 0; n < 5; n++) {
                        increment.run();
                        getRunningLoop().callSoon(increment);
                        sleep(0);
                      }
                    }));
          }
          tasks.forEach(org.asyncio4j.Asyncio::await);
          sleep(0);
        });

    assertThat(count[0]).isEqualTo(20 * 3 * 5 * 2);
  }

  @Test
  void tokensGoRoundTenLoopsByThreadsafeCalls() throws InterruptedException {
    int size = 10;
    int rounds = 50;
    var seen = new AtomicIntegerArray(size);
    together(
        size,
        (number, loops) -> {
          Future<String> end = getRunningLoop().createFuture();
          pass(loops, number, size * rounds, seen, end);
          await(end);
        });

    for (int i = 0; i < size; i++) {
      assertThat(seen.get(i)).isEqualTo(size * rounds);
    }
  }

  /** Each loop starts a token, which comes home after the last round. */
  private static void pass(
      List<EventLoop> loops, int at, int hops, AtomicIntegerArray seen, Future<String> end) {
    if (hops == 0) {
      end.setResult("home");
      return;
    }
    int next = (at + 1) % loops.size();
    loops
        .get(next)
        .callSoonThreadsafe(
            () -> {
              seen.incrementAndGet(next);
              pass(loops, next, hops - 1, seen, end);
            });
  }

  @Test
  void coroutinesCallRoundTheLoopsFortyDeepAndAwaitEachOther() throws InterruptedException {
    together(
        4,
        (number, loops) -> {
          int result = await(callRound(loops, number, 40));
          trace.add(result);
        });

    assertThat(trace).containsExactly(40, 40, 40, 40);
  }

  private static CompletableFuture<Integer> callRound(List<EventLoop> loops, int at, int depth) {
    int next = (at + 1) % loops.size();
    return runCoroutineThreadsafe(
        () -> depth == 0 ? 0 : 1 + await(callRound(loops, next, depth - 1)), loops.get(next));
  }

  @Test
  @LoopEngineOnly(
      "on the hand-off engine each of the two tasks holds the loop that the other needs")
  void tasksOfTwoLoopsBlockForEachOthersCoroutines() throws InterruptedException {
    together(
        2,
        (number, loops) -> {
          var answer = runCoroutineThreadsafe(() -> sleep(0.001, number), loops.get(1 - number));
          trace.add(new CompletableFuture<Integer>().completeAsync(answer::join).get());
        });

    assertThat(trace).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void callbackOfOneLoopBlocksForACoroutineOfAnother() throws InterruptedException {
    together(
        2,
        (number, loops) -> {
          if (number == 0) {
            Future<?> callback =
                Place.CALL_SOON.run(
                    getRunningLoop(),
                    () ->
                        trace.add(
                            runCoroutineThreadsafe(() -> sleep(0.002, "answer"), loops.get(1))
                                .get()));
            await(callback);
          }
        });

    assertThat(trace).containsExactly("answer");
  }

  @Test
  void callbacksOfAllLoopsMeetAtABarrier() throws InterruptedException {
    var barrier = new CyclicBarrier(6);
    together(
        6,
        (_, _) -> {
          for (int i = 0; i < 5; i++) {
            await(Place.CALL_SOON.run(getRunningLoop(), barrier::await));
            await(Place.STACKLESS_STEP.run(getRunningLoop(), barrier::await));
            trace.add("met");
          }
        });

    assertThat(trace).hasSize(30);
  }

  @Test
  void tasksOfAnotherLoopAreCancelledAndTheirCleanUpIsWaitedFor() throws InterruptedException {
    together(
        2,
        (number, loops) -> {
          if (number == 0) {
            var futures = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 50; i++) {
              futures.add(
                  runCoroutineThreadsafe(
                      () -> {
                        try {
                          sleep(60);
                        } finally {
                          trace.add("cleaned up");
                        }
                      },
                      loops.get(1)));
            }
            CompletableFuture<Integer> started = runCoroutineThreadsafe(() -> 1, loops.get(1));
            await(started);
            futures.forEach(future -> future.cancel(true));
            for (CompletableFuture<?> future : futures) {
              assertThatThrownBy(() -> await(future)).isInstanceOf(CancelledError.class);
            }
            await(runCoroutineThreadsafe(() -> sleep(0.001, 1), loops.get(1)));
          }
        });

    assertThat(trace).hasSize(50).containsOnly("cleaned up");
  }

  @Test
  void loopsThatComeAndGoOnOneThreadWhileOthersCallThemAreAllThere() throws InterruptedException {
    var current = new AtomicReference<EventLoop>();
    var ran = new AtomicInteger();
    var accepted = new AtomicInteger();
    var over = new CountDownLatch(1);
    try (var foreign = new Foreign()) {
      foreign.start(
          () -> {
            while (over.getCount() > 0) {
              EventLoop loop = current.get();
              if (loop == null) {
                continue;
              }
              try {
                loop.callSoonThreadsafe(ran::incrementAndGet);
                accepted.incrementAndGet();
              } catch (IllegalStateException closed) {
                Thread.onSpinWait();
              }
            }
          });
      for (int i = 0; i < 100; i++) {
        EventLoop loop = EventLoop.create();
        current.set(loop);
        loop.runUntilComplete(
            () -> {
              await(Place.CALL_SOON.run(loop, () -> Thread.sleep(0, 10_000)));
              Thread.sleep(0, 10_000);
            });
        loop.close();
      }
      over.countDown();
    }

    assertThat(ran.get()).isPositive().isLessThanOrEqualTo(accepted.get());
  }

  @Test
  void twentyVirtualThreadsRunALoopEachAndShareAMonitor() throws InterruptedException {
    var monitor = new Object();
    int[] count = new int[1];
    try (var foreign = new Foreign()) {
      for (int i = 0; i < 20; i++) {
        foreign.startVirtual(
            () ->
                run(
                    () -> {
                      Future<?> callback =
                          Place.CALL_SOON.run(
                              getRunningLoop(),
                              () -> {
                                synchronized (monitor) {
                                  Thread.sleep(0, 100_000);
                                  count[0]++;
                                }
                              });
                      synchronized (monitor) {
                        Thread.sleep(0, 100_000);
                        count[0]++;
                      }
                      await(callback);
                    }));
      }
    }

    assertThat(count[0]).isEqualTo(40);
  }
}
