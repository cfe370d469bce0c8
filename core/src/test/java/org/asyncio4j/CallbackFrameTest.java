package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks that wait in the JDK: what goes on meanwhile, and what does not. */
@Timeout(120)
final class CallbackFrameTest {
  private final List<String> trace = new CopyOnWriteArrayList<>();

  private static void assumeLoopEngine() {
    assumeTrue(!System.getProperty("asyncio4j.engine", "loop").equals("handoff"));
  }

  /** Starts a platform thread that waits until {@code waiting} is parked, and then releases it. */
  private static void releaseOnceParked(AtomicReference<Thread> waiting, CountDownLatch latch) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (waiting.get() == null || waiting.get().getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
              }
              latch.countDown();
            });
  }

  // --- locks ------------------------------------------------------------------------------------

  @Test
  void aCallbackGetsTheMonitorThatATaskHoldsWhileTheJdkHasParkedIt() {
    var monitor = new Object();
    run(
        () -> {
          var task =
              createTask(
                  () -> {
                    synchronized (monitor) {
                      Thread.sleep(20); // the JDK's timed park is what this is about
                      trace.add("task");
                    }
                  });
          getRunningLoop()
              .callSoon(
                  () -> {
                    synchronized (monitor) {
                      trace.add("callback");
                    }
                  });
          await(task);
          sleep(0);
        });

    assertThat(trace).containsExactly("task", "callback");
  }

  @Test
  void aCallbackGetsTheMonitorThatAParkedTaskIsNextFor() throws Exception {
    var monitor = new Object();
    var held = new CountDownLatch(1);
    var taskThread = new AtomicReference<Thread>();
    var release = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              synchronized (monitor) {
                held.countDown();
                awaitUninterruptibly(release);
              }
            });
    held.await();
    run(
        () -> {
          var task =
              createTask(
                  () -> {
                    taskThread.set(Thread.currentThread());
                    synchronized (monitor) {
                      trace.add("task");
                    }
                  });
          getRunningLoop()
              .callSoon(
                  () -> {
                    synchronized (monitor) {
                      trace.add("callback");
                    }
                  });
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    awaitState(taskThread, Thread.State.BLOCKED);
                    release.countDown();
                  });
          await(task);
          sleep(0);
        });

    assertThat(trace).containsExactlyInAnyOrder("task", "callback");
  }

  private static void awaitState(AtomicReference<Thread> thread, Thread.State state) {
    while (thread.get() == null || thread.get().getState() != state) {
      Thread.onSpinWait();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anExceptionHandlerAndAnObserverMayTakeALockThatAParkedTaskHolds() {
    var lock = new ReentrantLock();
    run(
        () -> {
          var loop = getRunningLoop();
          loop.setExceptionHandler(
              (where, report) -> {
                lock.lock();
                trace.add("handler");
                lock.unlock();
              });
          loop.addObserver(
              new LoopObserver() {
                @Override
                public void taskDone(Task<?> task) {
                  lock.lock();
                  trace.add(task.getName());
                  lock.unlock();
                }
              });
          var holder = createTask(() -> holdOverASleep(lock));
          loop.callSoon(
              () -> {
                throw new IllegalStateException("reported");
              });
          await(createTask(() -> {}, TaskOptions.named("short")));
          await(holder);
          sleep(0);
        });

    assertThat(trace).contains("handler", "short");
  }

  private static void holdOverASleep(ReentrantLock lock) throws InterruptedException {
    lock.lock();
    try {
      Thread.sleep(20); // long enough for the loop to come to the callback
    } finally {
      lock.unlock();
    }
  }

  @Test
  void aStacklessStepMayTakeALockThatAParkedTaskHolds() {
    var lock = new ReentrantLock();
    run(
        () -> {
          var holder = createTask(() -> holdOverASleep(lock));
          var steps =
              createTask(
                  Coroutine.of(
                      Script.of(
                          value -> {
                            lock.lock();
                            lock.unlock();
                            trace.add("step");
                            return null;
                          })));
          await(holder);
          await(steps);
        });

    assertThat(trace).containsExactly("step");
  }

  // --- order ------------------------------------------------------------------------------------

  @Test
  void whileACallbackIsBlockedOnlyWhatTheJdkWakesGoesOn() {
    assumeLoopEngine();
    var callbackThread = new AtomicReference<Thread>();
    var taskLatch = new CountDownLatch(1);
    var callbackLatch = new CountDownLatch(1);
    run(
        () -> {
          var loop = getRunningLoop();
          var parked =
              createTask(
                  () -> {
                    taskLatch.await();
                    trace.add("parked task goes on");
                    loop.callSoon(() -> trace.add("its callback"));
                    callbackLatch.countDown();
                  });
          sleep(0);
          loop.callSoon(
              () -> {
                callbackThread.set(Thread.currentThread());
                trace.add("first callback begins");
                awaitUninterruptibly(callbackLatch);
                trace.add("first callback ends");
              });
          loop.callSoon(() -> trace.add("second callback"));
          var ready = createTask(() -> trace.add("ready task"));
          releaseOnceParked(callbackThread, taskLatch);
          await(ready);
          await(parked);
          sleep(0);
        });

    assertThat(trace)
        .containsExactly(
            "first callback begins",
            "parked task goes on",
            "first callback ends",
            "second callback",
            "ready task",
            "its callback");
  }

  @Test
  void aTaskThatTheJdkHadWokenBeforeGoesOnWhileACallbackIsBlocked() {
    assumeLoopEngine();
    var taskThread = new AtomicReference<Thread>();
    var taskLatch = new CountDownLatch(1);
    var callbackLatch = new CountDownLatch(1);
    run(
        () -> {
          var parked =
              createTask(
                  () -> {
                    taskThread.set(Thread.currentThread());
                    taskLatch.await();
                    callbackLatch.countDown();
                    return "went on";
                  });
          sleep(0);
          // Both are ready in one round: the callback comes first, and needs the task behind it.
          getRunningLoop()
              .callSoon(
                  () -> {
                    taskLatch.countDown();
                    awaitUninterruptibly(callbackLatch);
                  });
          assertThat(await(parked)).isEqualTo("went on");
        });
  }

  @Test
  void whatLeavesTheLoopFromATaskWaitsForTheEndOfABlockedCallback() {
    assumeLoopEngine();
    var callbackThread = new AtomicReference<Thread>();
    var taskLatch = new CountDownLatch(1);
    var callbackLatch = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      createTask(
                          () -> {
                            taskLatch.await();
                            callbackLatch.countDown();
                            throw new SystemExit(3);
                          });
                      sleep(0);
                      getRunningLoop()
                          .callSoon(
                              () -> {
                                callbackThread.set(Thread.currentThread());
                                awaitUninterruptibly(callbackLatch);
                                trace.add("callback ends");
                              });
                      releaseOnceParked(callbackThread, taskLatch);
                      sleep(10);
                    }))
        .isInstanceOf(SystemExit.class);

    assertThat(trace).containsExactly("callback ends");
  }

  @Test
  void aTaskThatGoesOnMeanwhileMayStartAStacklessOneEagerly() {
    assumeLoopEngine();
    var callbackThread = new AtomicReference<Thread>();
    var taskLatch = new CountDownLatch(1);
    var callbackLatch = new CountDownLatch(1);
    run(
        () -> {
          var parked =
              createTask(
                  () -> {
                    taskLatch.await();
                    Task<?> started =
                        getRunningLoop()
                            .createTask(
                                Coroutine.of(
                                    Script.of(
                                        value -> {
                                          trace.add("step");
                                          return null;
                                        })),
                                TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER));
                    trace.add("started: " + started.done());
                    callbackLatch.countDown();
                  });
          sleep(0);
          getRunningLoop()
              .callSoon(
                  () -> {
                    callbackThread.set(Thread.currentThread());
                    awaitUninterruptibly(callbackLatch);
                    trace.add("callback ends");
                  });
          releaseOnceParked(callbackThread, taskLatch);
          await(parked);
        });

    assertThat(trace).startsWith("step").endsWith("callback ends");
  }

  // --- starting tasks ---------------------------------------------------------------------------

  @Test
  void aCallbackStartsATaskEagerlyInsideItsOwnStep() {
    run(
        () -> {
          var done = getRunningLoop().<String>createFuture();
          getRunningLoop()
              .callSoon(
                  () -> {
                    Task<String> task =
                        getRunningLoop()
                            .createTask(
                                Coroutine.of(
                                    () -> {
                                      trace.add("body");
                                      sleep(0);
                                      trace.add("body goes on");
                                      return "result";
                                    }),
                                TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER));
                    trace.add("started");
                    task.addDoneCallback(ended -> done.setResult(ended.result()));
                  });

          assertThat(await(done)).isEqualTo("result");
        });

    assertThat(trace).containsExactly("body", "started", "body goes on");
  }

  // --- the thread -------------------------------------------------------------------------------

  @Test
  void allCallbacksOfARunAreOnOneVirtualThread() {
    assumeLoopEngine();
    var threads = new ArrayList<Thread>();
    run(
        () -> {
          for (int i = 0; i < 3; i++) {
            getRunningLoop().callSoon(() -> threads.add(Thread.currentThread()));
            sleep(0);
          }
          getRunningLoop().callLater(0.001, () -> threads.add(Thread.currentThread()));
          sleep(0.01);
        });

    assertThat(threads).hasSize(4).allMatch(Thread::isVirtual);
    assertThat(threads.stream().distinct()).hasSize(1);
  }

  @Test
  void aThreadLocalOfACallbackIsThereInTheNextAndGoneInTheNextRun() {
    assumeLoopEngine();
    var local = new ThreadLocal<String>();
    var seen = new ArrayList<String>();
    try (var runner = new Runner()) {
      for (String value : List.of("first", "second")) {
        runner.run(
            () -> {
              getRunningLoop()
                  .callSoon(
                      () -> {
                        seen.add(String.valueOf(local.get()));
                        local.set(value);
                      });
              sleep(0);
              getRunningLoop().callSoon(() -> seen.add(local.get()));
              sleep(0);
            });
      }
    }

    assertThat(seen).containsExactly("null", "first", "null", "second");
  }

  @Test
  void anInterruptOfACallbacksThreadIsKeptUntilTheLoopHasStopped() {
    run(
        () -> {
          getRunningLoop().callSoon(() -> Thread.currentThread().interrupt());
          sleep(0.001);
          getRunningLoop()
              .callSoon(() -> trace.add("interrupted: " + Thread.currentThread().isInterrupted()));
          sleep(0.001);
        });

    assertThat(Thread.interrupted()).isTrue();
    assertThat(trace).containsExactly("interrupted: false");
  }

  @Test
  void aCallbackMayWaitForAForeignThread() {
    run(
        () -> {
          var latch = new CountDownLatch(1);
          getRunningLoop()
              .callSoon(
                  () -> {
                    Thread.ofPlatform().daemon().start(latch::countDown);
                    awaitUninterruptibly(latch);
                    trace.add("callback");
                  });
          sleep(0);
          sleep(0);
        });

    assertThat(trace).containsExactly("callback");
  }

  @Test
  void aLoopThatIsDrivenByHandWaitsForABlockedCallback() throws Exception {
    var loop = EventLoop.create();
    var latch = new CountDownLatch(1);
    loop.callSoon(
        () -> {
          awaitUninterruptibly(latch);
          trace.add("first");
        });
    loop.callSoon(() -> trace.add("second"));
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              trace.add("released");
              latch.countDown();
            });
    loop.runForeverSetup();
    loop.runOnce();
    loop.runForeverCleanup();
    loop.close();

    assertThat(trace).containsExactly("released", "first", "second");
  }

  @Test
  void inDebugModeACallbackMayBlockToo() {
    var monitor = new Object();
    run(
        () -> {
          var task =
              createTask(
                  () -> {
                    synchronized (monitor) {
                      TimeUnit.MILLISECONDS.sleep(20);
                      trace.add("task");
                    }
                  });
          getRunningLoop()
              .callSoon(
                  () -> {
                    synchronized (monitor) {
                      trace.add("callback");
                    }
                  });
          await(task);
          sleep(0);
        },
        RunOptions.DEFAULT.withDebug(true));

    assertThat(trace).containsExactly("task", "callback");
  }
}
