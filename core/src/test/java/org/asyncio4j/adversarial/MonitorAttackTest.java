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
import java.util.Vector;
import java.util.concurrent.CountDownLatch;
import org.asyncio4j.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Monitors: {@code synchronized}, {@code Object.wait}, and classes of the JDK that use them. */
@HardLimit
final class MonitorAttackTest {
  private final Object monitor = new Object();
  private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
  private int turn;

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static synchronized void inTheClasssMonitor(Runnable body) {
    body.run();
  }

  @Test
  void staticSynchronizedMethodIsGivenOnFromASleepingTaskToACallback() {
    run(
        () -> {
          var task =
              createTask(
                  () ->
                      inTheClasssMonitor(
                          () -> {
                            pause(3);
                            trace.add("task");
                          }));
          getRunningLoop().callSoon(() -> inTheClasssMonitor(() -> trace.add("callback")));
          await(task);
          sleep(0);
        });

    assertThat(trace).containsExactly("task", "callback");
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void monitorThatACallbackHoldsWhileItSleepsIsGivenOnToABlockedTask() {
    run(
        () -> {
          var wake = new CountDownLatch(1);
          var task =
              createTask(
                  () -> {
                    wake.await();
                    trace.add("task wants in");
                    synchronized (monitor) {
                      trace.add("task is in");
                    }
                  });
          sleep(0);
          getRunningLoop()
              .callSoon(
                  () -> {
                    synchronized (monitor) {
                      wake.countDown();
                      while (!trace.contains("task wants in")) {
                        pause(1);
                      }
                      trace.add("callback leaves");
                    }
                  });
          await(task);
        });

    assertThat(trace).containsExactly("task wants in", "callback leaves", "task is in");
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void placeWaitsInAMonitorUntilAForeignThreadNotifies(Place place) throws InterruptedException {
    try (var foreign = new Foreign()) {
      run(
          () ->
              await(
                  place.run(
                      getRunningLoop(),
                      () -> {
                        synchronized (monitor) {
                          foreign.start(
                              () -> {
                                synchronized (monitor) { // free only while it waits
                                  turn = 1;
                                  monitor.notifyAll();
                                }
                              });
                          while (turn != 1) {
                            monitor.wait();
                          }
                          trace.add("notified");
                        }
                      })));
    }

    assertThat(trace).containsExactly("notified");
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void callbackAndABlockedTaskTakeTurnsByWaitAndNotify() {
    run(
        () -> {
          var task = createTask(() -> takeTurns(1));
          sleep(0);
          getRunningLoop().callSoon(() -> takeTurns(0));
          await(task);
        });

    assertThat(turn).isEqualTo(200);
  }

  @Test
  void callbackAndAForeignThreadTakeTurnsByWaitAndNotify() throws InterruptedException {
    try (var foreign = new Foreign()) {
      foreign.start(() -> takeTurns(1));
      run(
          () -> {
            getRunningLoop().callSoon(() -> takeTurns(0));
            sleep(0);
            sleep(0);
          });
    }

    assertThat(turn).isEqualTo(200);
  }

  private void takeTurns(int mine) {
    synchronized (monitor) {
      while (turn < 199 + mine) {
        if (turn % 2 == mine) {
          turn++;
          monitor.notifyAll();
        } else {
          try {
            monitor.wait();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }
  }

  @Test
  void timedWaitOfACallbackEndsWithoutANotification() {
    run(
        () -> {
          getRunningLoop()
              .callSoon(
                  () -> {
                    synchronized (monitor) {
                      try {
                        monitor.wait(2);
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    }
                    trace.add("waited");
                  });
          sleep(0);
          sleep(0);
        });

    assertThat(trace).containsExactly("waited");
  }

  /** Its {@code equals} sleeps: whoever compares it does so while holding the collection's lock. */
  private static final class SlowToCompare {
    @Override
    public boolean equals(Object other) {
      pause(1);
      return this == other;
    }

    @Override
    public int hashCode() {
      pause(1);
      return 1;
    }
  }

  @Test
  void synchronizedCollectionsOfTheJdkAreSharedWhileTheirElementsSleep()
      throws InterruptedException {
    var vector = new Vector<Object>();
    var map = Collections.synchronizedMap(new java.util.HashMap<Object, String>());
    var text = new StringBuffer();
    Runnable use =
        () -> {
          var key = new SlowToCompare();
          vector.add(key);
          if (!vector.contains(key)) {
            throw new AssertionError("lost");
          }
          map.put(key, "");
          text.append('x');
        };
    try (var foreign = new Foreign()) {
      foreign.start(
          () -> {
            for (int i = 0; i < 4; i++) {
              use.run();
            }
          });
      run(
          () -> {
            var tasks = new ArrayList<Future<?>>();
            for (int i = 0; i < 4; i++) {
              tasks.add(createTask(use::run));
              tasks.add(Place.STACKLESS_STEP.run(getRunningLoop(), use::run));
              getRunningLoop().callSoon(use);
            }
            tasks.forEach(org.asyncio4j.Asyncio::await);
          });
    }

    assertThat(vector).hasSize(16);
    assertThat(map).hasSize(16);
    assertThat(text).hasSize(16);
  }

  /** As MonitorBehindTask, again and again, and with many on each side. */
  @Test
  void monitorUnderContentionOfManyKeepsItsCount() throws InterruptedException {
    int rounds = 300;
    int[] count = new int[1];
    Runnable enter =
        () -> {
          synchronized (monitor) {
            count[0]++;
          }
        };
    try (var foreign = new Foreign()) {
      for (int i = 0; i < 2; i++) {
        foreign.start(
            () -> {
              for (int n = 0; n < rounds; n++) {
                synchronized (monitor) {
                  count[0]++;
                  Thread.sleep(0, 10_000);
                }
              }
            });
      }
      run(
          () -> {
            var tasks = new ArrayList<Future<?>>();
            for (int i = 0; i < 4; i++) {
              tasks.add(
                  createTask(
                      () -> {
                        for (int n = 0; n < rounds; n++) {
                          enter.run();
                          getRunningLoop().callSoon(enter);
                          sleep(0);
                        }
                      }));
            }
            tasks.forEach(org.asyncio4j.Asyncio::await);
            sleep(0);
          });
    }

    assertThat(count[0]).isEqualTo(2 * rounds + 4 * 2 * rounds);
  }

  @Test
  @LoopEngineOnly("on the hand-off engine a task blocked at the monitor holds the loop for good")
  void monitorThatATaskHoldsOverAnAwaitIsGivenOnToAnotherTask() {
    run(
        () -> {
          var holder =
              createTask(
                  () -> {
                    synchronized (monitor) {
                      sleep(0.002);
                      trace.add("holder");
                    }
                  });
          var waiter =
              createTask(
                  () -> {
                    synchronized (monitor) {
                      trace.add("waiter");
                    }
                  });
          await(holder);
          await(waiter);
        });

    assertThat(trace).containsExactly("holder", "waiter");
  }

  @Test
  void monitorThatATaskHoldsOverAnAwaitIsGivenOnToAForeignThread() throws InterruptedException {
    try (var foreign = new Foreign()) {
      run(
          () -> {
            synchronized (monitor) {
              Thread thread =
                  foreign.start(
                      () -> {
                        synchronized (monitor) {
                          trace.add("foreign thread");
                        }
                      });
              Foreign.awaitBlocked(thread);
              sleep(0.001);
              trace.add("task");
            }
          });
    }

    assertThat(trace).containsExactly("task", "foreign thread");
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void tenThousandTasksAtOneMonitorGetInOneAfterTheOther() throws InterruptedException {
    int tasks = 10_000;
    int[] count = new int[1];
    var held = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    try (var foreign = new Foreign()) {
      foreign.start(
          () -> {
            synchronized (monitor) {
              held.countDown();
              release.await();
            }
          });
      run(
          () -> {
            held.await();
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < tasks; i++) {
              all.add(
                  createTask(
                      () -> {
                        synchronized (monitor) {
                          count[0]++;
                        }
                      }));
            }
            getRunningLoop()
                .callSoon(
                    () -> {
                      release.countDown();
                      synchronized (monitor) { // behind all of them
                        trace.add("callback");
                      }
                    });
            all.forEach(org.asyncio4j.Asyncio::await);
          });
    }

    assertThat(count[0]).isEqualTo(tasks);
    assertThat(trace).containsExactly("callback");
  }
}
