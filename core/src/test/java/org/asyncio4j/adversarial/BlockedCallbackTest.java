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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Action;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.KeyboardInterrupt;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Task;
import org.asyncio4j.TestLoops;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While a callback is blocked in the JDK, only what the JDK has parked before may go on. */
@HardLimit
final class BlockedCallbackTest {
  private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Foreign foreign = new Foreign();

  /** Blocks until the gate opens; for callbacks, which must not throw checked exceptions. */
  private void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens the gate when the current thread is seen to be blocked, some time after that. */
  private void openWhenBlocked() {
    openWhenBlocked(() -> Thread.sleep(5));
  }

  private void openWhenBlocked(Action first) {
    Thread blocks = Thread.currentThread();
    foreign.start(
        () -> {
          Foreign.awaitBlocked(blocks);
          first.run();
          trace.add("gate opens");
          gate.countDown();
        });
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void entriesBehindBlockedCodeWaitForItsEndAndKeepTheirOrder(Place place) throws Exception {
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          var blocked =
              place.run(
                  loop,
                  () -> {
                    trace.add("begins");
                    loop.callSoon(() -> trace.add("first"));
                    createTask(() -> trace.add("second"));
                    loop.callSoonThreadsafe(() -> trace.add("third"));
                    openWhenBlocked();
                    gate.await();
                    trace.add("ends");
                  });
          await(blocked);
          sleep(0);
          sleep(0);
        });
    foreign.close();

    assertThat(trace).containsExactly("begins", "gate opens", "ends", "first", "second", "third");
  }

  @Test
  void readyTaskDoesNotStartWhileACallbackIsBlocked() throws Exception {
    run(
        () -> {
          getRunningLoop()
              .callSoon(
                  () -> {
                    openWhenBlocked();
                    pass(gate);
                    trace.add("callback ends");
                  });
          await(createTask(() -> trace.add("task starts")));
        });
    foreign.close();

    assertThat(trace).containsExactly("gate opens", "callback ends", "task starts");
  }

  @Test
  void timersThatAreDueMeanwhileRunAfterwardsInTheOrderOfTheirDeadlines() throws Exception {
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          Future<String> last = loop.createFuture();
          loop.callLater(0.002, () -> last.setResult("timer 2"));
          loop.callLater(0.001, () -> trace.add("timer 1"));
          loop.callSoon(
              () -> {
                pause(10);
                trace.add("callback ends");
              });
          trace.add(await(last));
        });

    assertThat(trace).containsExactly("callback ends", "timer 1", "timer 2");
  }

  @Test
  void whatForeignThreadsHandInMeanwhileRunsAfterwardsInTheirOrder() throws Exception {
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          Future<String> last = loop.createFuture();
          loop.callSoon(
              () -> {
                openWhenBlocked(
                    () -> {
                      loop.callSoonThreadsafe(() -> trace.add("first"));
                      runCoroutineThreadsafe(() -> trace.add("second"), loop);
                      loop.callSoonThreadsafe(() -> loop.callSoon(() -> last.setResult("last")));
                    });
                pass(gate);
                trace.add("callback ends");
              });
          trace.add(await(last));
        });
    foreign.close();

    assertThat(trace).containsExactly("gate opens", "callback ends", "first", "second", "last");
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void taskThatTheJdkHasParkedGoesOnWhenTheCallbackWakesIt() {
    var wake = new CountDownLatch(1);
    run(
        () -> {
          var task =
              createTask(
                  () -> {
                    wake.await();
                    trace.add("task goes on");
                    gate.countDown();
                    trace.add("task ends");
                  });
          sleep(0);
          getRunningLoop()
              .callSoon(
                  () -> {
                    wake.countDown();
                    trace.add("callback waits");
                    pass(gate);
                    trace.add("callback goes on");
                  });
          await(task);
        });

    assertThat(trace)
        .containsExactly("callback waits", "task goes on", "task ends", "callback goes on");
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void taskThatGoesOnMeanwhileWaitsAtItsNextAwaitForTheCallbacksEnd() throws Exception {
    var wake = new CountDownLatch(1);
    var woken = new CountDownLatch(1);
    run(
        () -> {
          var task =
              createTask(
                  () -> {
                    wake.await();
                    trace.add("task goes on");
                    woken.countDown();
                    sleep(0);
                    trace.add("task after an await");
                  });
          sleep(0);
          getRunningLoop()
              .callSoon(
                  () -> {
                    openWhenBlocked(
                        () -> {
                          wake.countDown();
                          woken.await();
                          Thread.sleep(5);
                        });
                    pass(gate);
                    trace.add("callback ends");
                  });
          await(task);
        });
    foreign.close();

    assertThat(trace)
        .containsExactly("task goes on", "gate opens", "callback ends", "task after an await");
  }

  /** A body without a stack whose steps block: read, sleep, write. */
  private static final class Increment extends StateMachine<@Nullable Void> {
    private final int[] count;
    private int left = 5;

    Increment(int[] count) {
      this.count = count;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      increment(count);
      return --left == 0 ? done(null) : pause(0);
    }
  }

  private static void increment(int[] count) {
    int before = count[0];
    pause(1);
    count[0] = before + 1;
  }

  @Test
  void callbacksTimersAndStepsThatBlockAreAtomicTowardsEachOther() {
    int[] count = new int[1];
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          var all = new ArrayList<Future<?>>();
          for (int i = 0; i < 3; i++) {
            all.add(createTask(new Increment(count)));
            all.add(
                createTask(
                    () -> {
                      for (int n = 0; n < 10; n++) {
                        Thread.sleep(1); // the JDK wakes it while others are blocked
                        sleep(0);
                      }
                    }));
          }
          for (int i = 0; i < 5; i++) {
            loop.callSoon(() -> increment(count));
            loop.callLater(0.002 * i, () -> increment(count));
            loop.callSoonThreadsafe(() -> increment(count));
          }
          all.forEach(org.asyncio4j.Asyncio::await);
          sleep(0.02);
        });

    assertThat(count[0]).isEqualTo(3 * 5 + 3 * 5);
  }

  @Test
  void futureThatABlockedCallbackCompletesAfterwardsWakesItsAwaiter() throws Exception {
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          Future<String> future = loop.createFuture();
          loop.callSoon(
              () -> {
                openWhenBlocked();
                pass(gate);
                future.setResult("result");
              });
          trace.add(await(future));
        });
    foreign.close();

    assertThat(trace).containsExactly("gate opens", "result");
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void failureAfterABlockedCallIsTheCodesOwn(Place place) throws Exception {
    var failure = new IllegalArgumentException("after the wait");
    run(
        () -> {
          Future<?> failed =
              place.run(
                  getRunningLoop(),
                  () -> {
                    openWhenBlocked();
                    gate.await();
                    throw failure;
                  });
          assertThatThrownBy(() -> await(failed)).isSameAs(failure);
        });
    foreign.close();
  }

  @Test
  void interruptOfTheUserAfterABlockedCallLeavesTheLoopAndTheRestRunsNextTime() throws Exception {
    EventLoop loop = EventLoop.create();
    var interrupt = new KeyboardInterrupt();
    loop.callSoon(
        () -> {
          openWhenBlocked();
          pass(gate);
          throw interrupt;
        });
    loop.callSoon(() -> trace.add("the rest"));

    assertThatThrownBy(loop::runForever).isSameAs(interrupt);
    foreign.close();
    assertThat(trace).containsExactly("gate opens");
    loop.runUntilComplete(() -> {});
    loop.close();

    assertThat(trace).containsExactly("gate opens", "the rest");
  }

  @Test
  void stopFromOutsideTakesEffectWhenTheBlockedCallbackHasEnded() throws Exception {
    EventLoop loop = EventLoop.create();
    loop.callSoon(
        () -> {
          openWhenBlocked(() -> loop.callSoonThreadsafe(loop::stop));
          pass(gate);
          trace.add("callback ends");
        });

    loop.runForever();
    foreign.close();
    loop.close();

    assertThat(trace).containsExactly("gate opens", "callback ends");
  }

  @Test
  void closingFromOutsideIsRefusedWhileACallbackIsBlocked() throws Exception {
    var refused = new AtomicReference<Throwable>();
    EventLoop loop = EventLoop.create();
    loop.callSoon(
        () -> {
          openWhenBlocked(
              () -> {
                try {
                  loop.close();
                } catch (IllegalStateException e) {
                  refused.set(e);
                }
              });
          pass(gate);
          loop.stop();
        });

    loop.runForever();
    foreign.close();
    loop.close();

    assertThat(refused.get()).hasMessage("cannot close a running event loop");
  }

  @Test
  void waitForTheOwnLoopIsRefusedInACallbackThatHasBlockedBefore() {
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          Future<String> future = loop.createFuture();
          var coroutine = runCoroutineThreadsafe(() -> "result", loop);
          var refused = TestLoops.Reports.of(loop);
          for (Action waiting :
              List.<Action>of(future::get, coroutine::get, coroutine::join, () -> await(future))) {
            loop.callSoon(
                () -> {
                  pause(1);
                  try {
                    waiting.run();
                  } catch (Exception e) {
                    throw e instanceof RuntimeException r ? r : new IllegalStateException(e);
                  }
                });
          }
          sleep(0);
          sleep(0);

          assertThat(refused.all()).hasSize(4);
          assertThat(refused.all())
              .allSatisfy(
                  report ->
                      assertThat(report.exception().orElseThrow())
                          .isInstanceOf(IllegalStateException.class)
                          .hasMessageMatching(
                              ".*(would wait for ever|would never end|cannot wait).*"));
          await(coroutine);
          future.cancel();
        });
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void callbackThatCancelsABlockedTaskCanWaitForItsCleanUp() {
    run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    try {
                      new CountDownLatch(1).await();
                    } finally {
                      trace.add("task cleans up");
                      gate.countDown();
                    }
                  });
          sleep(0);
          Future<String> ended = getRunningLoop().createFuture();
          getRunningLoop()
              .callSoon(
                  () -> {
                    task.cancel();
                    pass(gate);
                    ended.setResult("callback goes on");
                  });
          trace.add(await(ended));

          assertThat(task.cancelled()).isTrue();
        });

    assertThat(trace).containsExactly("task cleans up", "callback goes on");
  }
}
