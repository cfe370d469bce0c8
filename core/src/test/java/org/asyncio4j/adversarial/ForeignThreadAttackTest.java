package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Handle;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;

/** Threads that are no part of the loop call it, cancel in it, wait for it and wake it. */
@HardLimit
final class ForeignThreadAttackTest {
  private static final int THREADS = 4;

  private final List<String> trace = Collections.synchronizedList(new ArrayList<>());

  @Test
  void stormOfThreadsafeCallsKeepsTheOrderOfEachThreadWhileCallbacksBlock()
      throws InterruptedException {
    int calls = 2_000;
    var order = new ArrayList<List<Integer>>();
    for (int i = 0; i < THREADS; i++) {
      order.add(new ArrayList<>());
    }
    try (var foreign = new Foreign()) {
      run(
          () -> {
            EventLoop loop = getRunningLoop();
            Future<String> all = loop.createFuture();
            var left = new AtomicInteger(THREADS * calls);
            for (List<Integer> mine : order) {
              foreign.start(
                  () -> {
                    for (int i = 0; i < calls; i++) {
                      int number = i;
                      loop.callSoonThreadsafe(
                          () -> {
                            mine.add(number);
                            if (number % 200 == 0) {
                              LockSupport.parkNanos(100_000);
                            }
                            if (left.decrementAndGet() == 0) {
                              all.setResult("all");
                            }
                          });
                    }
                  });
            }
            trace.add(await(all));
          });
    }

    assertThat(trace).containsExactly("all");
    assertThat(order).allSatisfy(mine -> assertThat(mine).hasSize(calls).isSorted());
  }

  /** As HandleStress: with asyncio4j's own API alone. */
  @Test
  void handlesThatTasksAndThreadsAskWhileTheLoopFiresThemAnswer() throws InterruptedException {
    int rounds = 3_000;
    var current = new AtomicReference<Handle>();
    var over = new AtomicBoolean();
    int[] fired = new int[1];
    var cancelledBefore = new AtomicInteger();
    try (var foreign = new Foreign()) {
      for (int i = 0; i < 2; i++) {
        boolean cancels = i == 0;
        foreign.start(
            () -> {
              while (!over.get()) {
                Handle handle = current.get();
                if (handle != null) {
                  handle.cancelled();
                  if (cancels && fired[0] % 7 == 0) {
                    handle.cancel();
                  }
                }
              }
            });
      }
      run(
          () -> {
            EventLoop loop = getRunningLoop();
            for (int i = 0; i < 3; i++) {
              createTask(
                  () -> {
                    while (!over.get()) {
                      Handle handle = current.get();
                      if (handle != null) {
                        handle.cancelled();
                      }
                      sleep(0);
                    }
                  });
            }
            for (int i = 0; i < rounds; i++) {
              boolean[] ran = new boolean[1];
              Handle handle =
                  loop.callSoonThreadsafe(
                      () -> {
                        ran[0] = true;
                        fired[0]++;
                      });
              current.set(handle);
              sleep(0);
              sleep(0);
              if (!ran[0]) {
                assertThat(handle.cancelled()).isTrue();
                cancelledBefore.incrementAndGet();
              }
            }
            over.set(true);
          });
    }

    assertThat(fired[0] + cancelledBefore.get()).isEqualTo(rounds);
  }

  @Test
  void handleOfABlockedCallbackAnswersAForeignThreadAfterTheCallbacksEnd()
      throws InterruptedException {
    var callback = new CompletableFuture<Thread>();
    var release = new CountDownLatch(1);
    try (var foreign = new Foreign()) {
      run(
          () -> {
            Future<String> ended = getRunningLoop().createFuture();
            Handle handle =
                getRunningLoop()
                    .callSoonThreadsafe(
                        () -> {
                          callback.complete(Thread.currentThread());
                          try {
                            release.await();
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                          trace.add("callback ends");
                          ended.setResult("");
                        });
            Thread asking =
                foreign.start(
                    () -> {
                      Foreign.awaitBlocked(callback.get());
                      handle.cancel();
                      trace.add("cancel returns");
                    });
            foreign.start(
                () -> {
                  Foreign.awaitBlocked(callback.get());
                  Foreign.awaitBlocked(asking);
                  Thread.sleep(2);
                  trace.add("released");
                  release.countDown();
                });
            await(ended);
          });
    }

    assertThat(trace).containsExactly("released", "callback ends", "cancel returns");
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void handleOfABlockedCallbackAnswersATaskThatTheCallbackWaitsForFirst() {
    var begun = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    run(
        () -> {
          var handle = new AtomicReference<Handle>();
          Task<?> task =
              createTask(
                  () -> {
                    begun.await();
                    release.countDown();
                    trace.add("cancelled: " + handle.get().cancelled());
                  });
          sleep(0);
          handle.set(
              getRunningLoop()
                  .callSoonThreadsafe(
                      () -> {
                        begun.countDown();
                        try {
                          release.await();
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        }
                        trace.add("callback ends");
                      }));
          await(task);
        });

    assertThat(trace).containsExactly("callback ends", "cancelled: false");
  }

  @Test
  void coroutinesThatForeignThreadsSendCancelAndWaitForAllEnd() throws InterruptedException {
    int each = 100;
    var results = new AtomicInteger();
    var cancellations = new AtomicInteger();
    var begun = new AtomicInteger();
    var ended = new AtomicInteger();
    try (var foreign = new Foreign()) {
      run(
          () -> {
            EventLoop loop = getRunningLoop();
            var threads = new CountDownLatch(THREADS);
            for (int t = 0; t < THREADS; t++) {
              foreign.start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      CompletableFuture<Integer> future =
                          runCoroutineThreadsafe(
                              () -> {
                                begun.incrementAndGet();
                                try {
                                  sleep(0);
                                  Thread.sleep(0, 1_000);
                                  return 1;
                                } finally {
                                  ended.incrementAndGet();
                                }
                              },
                              loop);
                      if (i % 3 == 0) {
                        future.cancel(true);
                      }
                      try {
                        results.addAndGet(future.get());
                      } catch (CancellationException e) {
                        cancellations.incrementAndGet();
                      }
                    }
                    threads.countDown();
                  });
            }
            while (threads.getCount() > 0) {
              getRunningLoop().callSoon(() -> LockSupport.parkNanos(1_000));
              sleep(0.0005);
            }
          });
    }

    assertThat(results.get() + cancellations.get()).isEqualTo(THREADS * each);
    assertThat(results.get()).isGreaterThanOrEqualTo(THREADS * (each - each / 3 - 1));
    assertThat(ended.get()).isEqualTo(begun.get());
  }

  @Test
  void stagesThatForeignThreadsCompleteWakeTasksWhileCallbacksWaitForOthers()
      throws InterruptedException {
    int stages = 200;
    var queue = new LinkedBlockingQueue<CompletableFuture<Integer>>();
    long[] sum = new long[1];
    try (var foreign = new Foreign()) {
      foreign.start(
          () -> {
            for (int i = 0; i < 2 * stages; i++) {
              queue.take().complete(1);
            }
          });
      run(
          () -> {
            var tasks = new ArrayList<Task<?>>();
            for (int i = 0; i < stages; i++) {
              tasks.add(
                  createTask(
                      () -> {
                        var mine = new CompletableFuture<Integer>();
                        queue.add(mine);
                        getRunningLoop()
                            .callSoon(
                                () -> {
                                  var callbacks = new CompletableFuture<Integer>();
                                  queue.add(callbacks);
                                  int one = callbacks.join();
                                  sum[0] += one;
                                });
                        int one = await(mine); // before the sum is read
                        sum[0] += one;
                      }));
            }
            tasks.forEach(Asyncio::await);
            sleep(0);
          });
    }

    assertThat(sum[0]).isEqualTo(2 * stages);
  }

  @Test
  void threadThatHoldsALockWhileItCallsInIsNotWaitedFor() throws InterruptedException {
    var monitor = new Object();
    try (var foreign = new Foreign()) {
      run(
          () -> {
            EventLoop loop = getRunningLoop();
            Future<String> all = loop.createFuture();
            foreign.start(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    int number = i;
                    synchronized (monitor) {
                      loop.callSoonThreadsafe(
                          () -> {
                            synchronized (monitor) {
                              if (number == 199) {
                                all.setResult("all");
                              }
                            }
                          });
                      runCoroutineThreadsafe(
                          () -> {
                            synchronized (monitor) {
                              Thread.sleep(0, 1_000);
                            }
                          },
                          loop);
                      Thread.sleep(0, 1_000);
                    }
                  }
                });
            trace.add(await(all));
          });
    }

    assertThat(trace).containsExactly("all");
  }

  @Test
  void virtualThreadsOfATaskCallBackIntoTheLoopAndAreJoinedByACallback() {
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          var ran = new AtomicInteger();
          var threads = new ArrayList<Thread>();
          for (int i = 0; i < 100; i++) {
            threads.add(
                Thread.startVirtualThread(
                    () -> {
                      LockSupport.parkNanos(10_000);
                      loop.callSoonThreadsafe(ran::incrementAndGet);
                    }));
          }
          Future<?> joined =
              Place.CALL_SOON.run(
                  loop,
                  () -> {
                    for (Thread thread : threads) {
                      thread.join();
                    }
                    trace.add("joined");
                  });
          await(joined);
          while (ran.get() < 100) {
            sleep(0);
          }
        });

    assertThat(trace).containsExactly("joined");
  }

  @Test
  void executorOfTheLoopRunsWhatForeignThreadsSubmitWhileCallbacksBlock()
      throws InterruptedException {
    var sum = new AtomicInteger();
    try (var foreign = new Foreign()) {
      run(
          () -> {
            var executor = Asyncio.asExecutorService(getRunningLoop());
            var threads = new CountDownLatch(THREADS);
            for (int t = 0; t < THREADS; t++) {
              foreign.start(
                  () -> {
                    for (int i = 0; i < 50; i++) {
                      sum.addAndGet(executor.submit(() -> 1).get());
                    }
                    threads.countDown();
                  });
            }
            while (threads.getCount() > 0) {
              await(Place.STACKLESS_STEP.run(getRunningLoop(), () -> Thread.sleep(0, 100_000)));
            }
          });
    }

    assertThat(sum.get()).isEqualTo(THREADS * 50);
  }

  @Test
  void futureIsCancelledFromOutsideWhileTheLoopIsBlockedAndIdle() throws InterruptedException {
    try (var foreign = new Foreign()) {
      run(
          () -> {
            EventLoop loop = getRunningLoop();
            for (int i = 0; i < 50; i++) {
              Future<String> future = loop.createFuture();
              CompletableFuture<String> copy = future.toCompletableFuture();
              boolean blocks = i % 2 == 0;
              if (blocks) {
                loop.callSoon(() -> LockSupport.parkNanos(50_000));
              }
              foreign.start(() -> copy.cancel(true));
              while (!future.done()) {
                sleep(0.0002);
              }
              assertThat(future.cancelled()).isTrue();
            }
          });
    }
  }
}
