package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.DeadlockError;
import org.asyncio4j.testing.VirtualClock;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SleepTest {
  private final List<String> trace = new ArrayList<>();

  @Test
  void sleepSuspendsForItsTimeAndGivesItsResult() {
    VirtualTime.run(
        () -> {
          assertThat(sleep(1.5, "first")).isEqualTo("first");
          assertThat(sleep(Duration.ofMillis(500), "second")).isEqualTo("second");
          sleep(Duration.ofSeconds(1));

          assertThat(getRunningLoop().time()).isEqualTo(3);
        });
  }

  @Test
  void sleepersWakeInTheOrderOfTheirDeadlines() {
    VirtualTime.run(
        () -> {
          List<Task<?>> tasks = new ArrayList<>();
          for (int seconds : new int[] {3, 1, 2}) {
            tasks.add(
                createTask(
                    () -> {
                      sleep(seconds);
                      trace.add("slept " + seconds);
                    }));
          }

          Asyncio.wait(tasks);

          assertThat(trace).containsExactly("slept 1", "slept 2", "slept 3");
        });
  }

  @Test
  void sleepersOfOneDeadlineWakeInTheOrderInWhichTheyBegan() {
    VirtualTime.run(
        () -> {
          List<Task<?>> tasks = new ArrayList<>();
          for (int i = 0; i < 12; i++) {
            String name = String.valueOf(i);
            tasks.add(
                createTask(
                    () -> {
                      sleep(1);
                      trace.add(name);
                    }));
          }

          Asyncio.wait(tasks);

          assertThat(String.join(" ", trace)).isEqualTo("0 1 2 3 4 5 6 7 8 9 10 11");
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NEGATIVE_INFINITY})
  @Behaviour(40)
  void sleepOfNoTimeGivesUpOneIteration(double delay) {
    var polls = new TestLoops.Polls();

    polls
        .newLoop()
        .runUntilComplete(
            () -> {
              int before = polls.count();
              assertThat(sleep(delay, "result")).isEqualTo("result");
              assertThat(polls.count() - before).isEqualTo(1);
              assertThat(getRunningLoop().time()).isZero();
            });
  }

  @Test
  void sleepOfLessThanANanosecondStillTakesTime() {
    VirtualTime.run(
        () -> {
          sleep(1e-12);

          assertThat(getRunningLoop().time()).isPositive();
        });
  }

  @Test
  @Behaviour(118)
  void sleepRefusesWhatIsNotANumber() {
    VirtualTime.run(
        () ->
            assertThatThrownBy(() -> sleep(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("delay must be a number of seconds, got NaN"));
  }

  @Test
  @Behaviour(118)
  void infiniteSleepNeverWakesButCanBeCancelled() {
    VirtualTime.run(
        () -> {
          sleep(1);
          Task<?> task = createTask(() -> sleep(Double.POSITIVE_INFINITY));
          sleep(Duration.ofDays(365 * 200));
          assertThat(task.done()).isFalse();

          task.cancel();

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
        });
  }

  @Test
  @Behaviour(118)
  void infiniteSleepHasNoTimer() {
    assertThatThrownBy(() -> VirtualTime.run(() -> sleep(Double.POSITIVE_INFINITY)))
        .isInstanceOf(DeadlockError.class);
  }

  @Test
  @Behaviour(119)
  void cancellingASleepCancelsItsTimer() {
    var clock = new VirtualClock();
    EventLoop loop = VirtualTime.newEventLoop(clock, LoopOptions.DEFAULT);
    Future<String> never = loop.createFuture();

    assertThatThrownBy(
            () ->
                loop.runUntilComplete(
                    () -> {
                      Task<?> task = createTask(() -> sleep(1000));
                      sleep(1);
                      task.cancel();
                      await(never);
                    }))
        .isInstanceOf(DeadlockError.class);

    // A live timer would have moved the clock before the loop had nothing left to wait for.
    assertThat(clock.nanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void sleepNeedsALoop() {
    assertThatThrownBy(() -> sleep(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no running event loop: call this inside Asyncio.run");
  }

  @Test
  void sleepNeedsATask() {
    VirtualTime.run(
        () -> {
          var reports = TestLoops.Reports.of(getRunningLoop());
          getRunningLoop().callSoon(() -> sleep(1));
          sleep(0);

          assertThat(reports.only().exception().orElseThrow())
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("sleep needs a task: a plain callback of the loop cannot wait");
        });
  }
}
