package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.asCompleted;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.DeadlockError;
import org.asyncio4j.testing.VirtualClock;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AsCompletedTest {
  private final List<String> trace = new ArrayList<>();

  private static Task<String> sleeper(double seconds, String name) {
    return createTask(() -> sleep(seconds, name));
  }

  @Test
  @Behaviour(166)
  void resultsComeInTheOrderOfCompletion() {
    VirtualTime.run(
        () -> {
          List<Task<String>> tasks = List.of(sleeper(3, "c"), sleeper(1, "a"), sleeper(2, "b"));

          for (Coroutine<String> next : asCompleted(tasks)) {
            trace.add(await(next) + " at " + getRunningLoop().time());
          }

          assertThat(trace).containsExactly("a at 1.0", "b at 2.0", "c at 3.0");
        });
  }

  @Test
  @Behaviour(166)
  void coroutinesResolveInTheOrderInWhichTheyAreAwaited() {
    VirtualTime.run(
        () -> {
          List<Task<String>> tasks = List.of(sleeper(1, "first"), sleeper(2, "second"));
          Iterator<Coroutine<String>> iterator = asCompleted(tasks).iterator();
          Coroutine<String> earlier = iterator.next();
          Coroutine<String> later = iterator.next();

          assertThat(await(later)).isEqualTo("first");
          assertThat(await(earlier)).isEqualTo("second");
        });
  }

  @Test
  @Behaviour(166)
  void coroutinesMayBeAwaitedConcurrently() {
    VirtualTime.run(
        () -> {
          List<Task<String>> tasks = List.of(sleeper(2, "second"), sleeper(1, "first"));
          List<Coroutine<String>> coroutines = new ArrayList<>();
          asCompleted(tasks).forEach(coroutines::add);

          assertThat(await(Asyncio.gather(coroutines))).containsExactly("first", "second");
        });
  }

  @Test
  void failureIsThrownWhereItsTurnIs() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");
          Task<String> failing =
              createTask(
                  () -> {
                    sleep(1);
                    throw failure;
                  });
          Iterator<Coroutine<String>> iterator =
              asCompleted(List.of(sleeper(2, "after"), failing)).iterator();

          assertThatThrownBy(() -> await(iterator.next())).isSameAs(failure);
          assertThat(await(iterator.next())).isEqualTo("after");
        });
  }

  @Test
  @Behaviour(167)
  void futuresAreTheVeryOnesPassedInAndDone() {
    VirtualTime.run(
        () -> {
          Task<String> slow = sleeper(2, "slow");
          Future<String> future = getRunningLoop().createFuture();
          getRunningLoop().callLater(1, () -> future.setResult("future"));
          List<Future<String>> seen = new ArrayList<>();

          for (Future<String> next : asCompleted(List.of(slow, future)).futures()) {
            assertThat(next.done()).isTrue();
            seen.add(next);
          }

          assertThat(seen).containsExactly(future, slow);
        });
  }

  @Test
  @Behaviour(167)
  void coroutinesComeBackAsTasks() {
    VirtualTime.run(
        () -> {
          Coroutine<String> coroutine = coroutine(() -> sleep(1, "coroutine"));

          Future<String> only = asCompleted(List.of(coroutine)).futures().iterator().next();

          assertThat(only).isInstanceOf(Task.class);
          assertThat(only.result()).isEqualTo("coroutine");
        });
  }

  @Test
  @Behaviour(168)
  void iterationCanBeLeftAndResumed() {
    VirtualTime.run(
        () -> {
          AsCompleted<String> completed =
              asCompleted(List.of(sleeper(1, "a"), sleeper(2, "b"), sleeper(3, "c")));
          for (Coroutine<String> next : completed) {
            trace.add(await(next));
            break;
          }
          sleep(10);

          for (Coroutine<String> next : completed) {
            trace.add(await(next));
          }

          assertThat(trace).containsExactly("a", "b", "c");
        });
  }

  @Test
  @Behaviour(168)
  void bothWaysToIterateShareWhatIsLeft() {
    VirtualTime.run(
        () -> {
          AsCompleted<String> completed = asCompleted(List.of(sleeper(1, "a"), sleeper(2, "b")));

          assertThat(await(completed.iterator().next())).isEqualTo("a");
          assertThat(completed.futures().iterator().next().result()).isEqualTo("b");
          assertThat(completed.iterator().hasNext()).isFalse();
          assertThatThrownBy(() -> completed.iterator().next())
              .isInstanceOf(NoSuchElementException.class)
              .hasMessage("asCompleted: every future has been given out");
        });
  }

  @Test
  @Behaviour(168)
  void equalAwaitablesCountOnce() {
    VirtualTime.run(
        () -> {
          Task<String> task = sleeper(1, "task");
          Coroutine<String> coroutine = coroutine(() -> sleep(2, "coroutine"));

          for (Coroutine<String> next : asCompleted(List.of(task, coroutine, task, coroutine))) {
            trace.add(await(next));
          }

          assertThat(trace).containsExactly("task", "coroutine");
        });
  }

  @Test
  @Behaviour(168)
  void nothingGivesNothing() {
    VirtualTime.run(
        () -> {
          assertThat(asCompleted(List.<Task<String>>of()).iterator().hasNext()).isFalse();
          assertThat(asCompleted(List.<Task<String>>of(), 1).futures()).isEmpty();
        });
  }

  @Test
  @Behaviour(169)
  void afterTheTimeoutEveryStepThrowsAndTheTasksRunOn() {
    VirtualTime.run(
        () -> {
          Task<String> quick = sleeper(1, "quick");
          Task<String> slow = sleeper(10, "slow");
          Task<String> slower = sleeper(20, "slower");
          Iterator<Coroutine<String>> iterator =
              asCompleted(List.of(slow, quick, slower), 5).iterator();

          assertThat(await(iterator.next())).isEqualTo("quick");
          assertThatThrownBy(() -> await(iterator.next()))
              .isInstanceOf(TimeoutException.class)
              .hasMessage("asCompleted: the time limit has passed");
          assertThat(getRunningLoop().time()).isEqualTo(5);
          assertThatThrownBy(() -> await(iterator.next())).isInstanceOf(TimeoutException.class);
          assertThat(iterator.hasNext()).isFalse();
          assertThat(await(slow)).isEqualTo("slow");
          assertThat(await(slower)).isEqualTo("slower");
        });
  }

  @Test
  @Behaviour(169)
  void afterTheTimeoutEveryStepOverTheFuturesThrows() {
    VirtualTime.run(
        () -> {
          Task<String> quick = sleeper(1, "quick");
          Task<String> slow = sleeper(10, "slow");
          Iterator<Future<String>> iterator =
              asCompleted(List.of(quick, slow), Duration.ofSeconds(5)).futures().iterator();

          assertThat(iterator.next()).isSameAs(quick);
          assertThatThrownBy(iterator::next).isInstanceOf(TimeoutException.class);
          assertThat(iterator.hasNext()).isFalse();
          assertThat(slow.done()).isFalse();
        });
  }

  @Test
  @Behaviour(169)
  void resultThatCameBeforeTheTimeoutButWasNotFetchedIsStillGiven() {
    VirtualTime.run(
        () -> {
          Iterator<Coroutine<String>> iterator =
              asCompleted(List.of(sleeper(1, "quick"), sleeper(10, "slow")), 5).iterator();
          sleep(7);

          assertThat(await(iterator.next())).isEqualTo("quick");
          assertThatThrownBy(() -> await(iterator.next())).isInstanceOf(TimeoutException.class);
        });
  }

  @Test
  @Behaviour(170)
  void timeoutThatIsNotNeededLeavesNoTimerBehind() {
    var clock = new VirtualClock();
    EventLoop loop = VirtualTime.newEventLoop(clock, LoopOptions.DEFAULT);
    loop.runUntilComplete(
        () -> {
          for (Coroutine<String> next : asCompleted(List.of(sleeper(1, "a")), 1000)) {
            trace.add(await(next));
          }
        });

    assertThatThrownBy(loop::runForever).isInstanceOf(DeadlockError.class);
    assertThat(trace).containsExactly("a");
    assertThat(clock.nanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void coroutineOfAStepThatNobodyAwaitsIsNotReported() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              asCompleted(List.of(sleeper(1, "a"))).iterator().next();
              sleep(2);
              return loopReports;
            });

    assertThat(reports.all()).isEmpty();
  }

  @Test
  void cancellingAStepLosesNoResult() {
    VirtualTime.run(
        () -> {
          Iterator<Coroutine<String>> iterator =
              asCompleted(List.of(sleeper(1, "a"), sleeper(2, "b"))).iterator();
          Task<String> cancelled = createTask(iterator.next());
          sleep(0.5);
          cancelled.cancel();

          assertThatThrownBy(() -> await(cancelled)).isInstanceOf(CancelledError.class);
          assertThat(await(iterator.next())).isEqualTo("a");
        });
  }

  // --- left early -------------------------------------------------------------------------------

  interface LeavingEarly {
    void iterate(AsCompleted<String> completed);
  }

  static Stream<LeavingEarly> waysToLeaveEarly() {
    return Stream.of(
        completed -> {
          for (Coroutine<String> next : completed) {
            await(next);
            break;
          }
        },
        completed -> {
          for (Future<String> next : completed.futures()) {
            next.result();
            break;
          }
        },
        completed -> assertThat(completed.stream().findFirst()).contains("quick"),
        completed -> completed.iterator().next(),
        completed -> {
          Task<String> second = createTask(skipped(completed.iterator()).next());
          sleep(0);
          second.cancel();
          Asyncio.wait(List.of(second));
        });
  }

  private static Iterator<Coroutine<String>> skipped(Iterator<Coroutine<String>> iterator) {
    await(iterator.next());
    return iterator;
  }

  @ParameterizedTest
  @MethodSource("waysToLeaveEarly")
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void iterationThatIsLeftEarlyIsForgottenByFuturesThatLiveOn(LeavingEarly leaving) {
    VirtualTime.run(
        () -> {
          Future<String> longLived = getRunningLoop().createFuture();
          for (int i = 0; i < 20; i++) {
            Future<String> quick = getRunningLoop().createFuture();
            quick.setResult("quick");
            leaving.iterate(asCompleted(List.of(longLived, quick), 1e6));
          }

          while (longLived.callbackCount() > 0) {
            System.gc();
            sleep(1);
          }

          assertThat(getRunningLoop()).asString().contains("timers=0");
        });
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void busyLoopForgetsIterationsTooThatWereLeftEarly() {
    VirtualTime.run(
        () -> {
          Future<String> longLived = getRunningLoop().createFuture();
          asCompleted(List.of(longLived)).iterator().next();
          Future<String> other = getRunningLoop().createFuture();

          while (longLived.callbackCount() > 0) { // and the loop never waits
            System.gc();
            asCompleted(List.of(other)).close();
          }
        });
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void iterationWhoseCoroutineIsAwaitedIsNotForgotten() {
    VirtualTime.run(
        () -> {
          Future<String> longLived = getRunningLoop().createFuture();
          var abandoned = new WeakReference<Object>(new Object());
          Task<String> waiting = createTask(asCompleted(List.of(longLived)).iterator().next());
          sleep(1);

          TestLoops.awaitCollection(abandoned);
          sleep(1);
          longLived.setResult("result");

          assertThat(await(waiting)).isEqualTo("result");
        });
  }

  @Test
  void closeTakesTheCallbacksBackAtOnce() {
    VirtualTime.run(
        () -> {
          Future<String> longLived = getRunningLoop().createFuture();
          try (var completed = asCompleted(List.of(longLived, sleeper(1, "quick")), 1000)) {
            for (Coroutine<String> next : completed) {
              assertThat(await(next)).isEqualTo("quick");
              break;
            }
          }

          assertThat(longLived.callbackCount()).isZero();
          assertThat(longLived.done()).isFalse();
          sleep(1); // drops timers that were cancelled
          assertThat(getRunningLoop()).asString().contains("timers=0");
        });
  }

  @Test
  void closeOfTheStreamTakesTheCallbacksBack() {
    VirtualTime.run(
        () -> {
          Future<String> longLived = getRunningLoop().createFuture();
          try (Stream<String> results =
              asCompleted(List.of(longLived, sleeper(1, "quick"))).stream()) {
            assertThat(results.findFirst()).contains("quick");
          }

          assertThat(longLived.callbackCount()).isZero();
        });
  }

  @Test
  void closeEndsTheIterationAndWhoeverWaitsThere() {
    VirtualTime.run(
        () -> {
          Future<String> longLived = getRunningLoop().createFuture();
          Future<String> other = getRunningLoop().createFuture();
          var completed = asCompleted(List.of(longLived, other));
          Iterator<Coroutine<String>> iterator = completed.iterator();
          Task<String> waiting = createTask(iterator.next());
          Coroutine<String> notAwaited = iterator.next();
          sleep(1);

          completed.close();
          completed.close();

          assertThat(completed.iterator().hasNext()).isFalse();
          assertThatThrownBy(() -> await(waiting))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("asCompleted: it was closed");
          assertThatThrownBy(() -> await(notAwaited)).isInstanceOf(IllegalStateException.class);
        });
  }
}
