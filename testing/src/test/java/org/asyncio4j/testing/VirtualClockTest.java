package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.asyncio4j.Action;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Event;
import org.asyncio4j.Task;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.asyncio4j.testing.junit.AsyncTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a virtual clock moves, and by how much. */
@Timeout(120)
final class VirtualClockTest {
  private static final TestOptions MANUAL = TestOptions.DEFAULT.withClock(TestClock.MANUAL);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<String> log = new ArrayList<>();

  private void note(String what) {
    log.add(what + " at " + getRunningLoop().time());
  }

  /** Notes something every so many seconds, for ever. */
  private Task<?> ticker(double period) {
    return createTask(
        () -> {
          while (true) {
            sleep(period);
            note("tick");
          }
        });
  }

  private static void inTest(Action body) {
    AsyncTests.run(TestOptions.DEFAULT.withTasksLeft(TasksLeft.CANCEL), body);
  }

  // --- by itself --------------------------------------------------------------------------------

  @Test
  void aDayOfSleepingTakesMilliseconds() {
    long began = System.nanoTime();

    AsyncTests.run(() -> sleep(Duration.ofDays(1)));

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
  }

  @AsyncTest
  void aMillionSleepsAddUpToTheNanosecond() {
    for (int i = 0; i < 1_000_000; i++) {
      sleep(Duration.ofNanos(1_000_000_007));
    }

    assertThat(VirtualClock.current().nanos()).isEqualTo(1_000_000_007L * 1_000_000);
  }

  @AsyncTest
  void timersFireAtTheirOwnInstantsInOrder() {
    for (double delay : new double[] {3, 1, 2.5}) {
      getRunningLoop().callLater(delay, () -> note("timer"));
    }
    sleep(4);

    assertThat(log).containsExactly("timer at 1.0", "timer at 2.5", "timer at 3.0");
  }

  @AsyncTest
  void itStandsStillWhileAFunctionRunsInAThread() throws Exception {
    var started = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var inThread =
        createTask(
            () ->
                toThread(
                    () -> {
                      started.countDown();
                      goOn.await();
                    }));
    var sleeper = createTask(() -> sleep(3_600));
    AsyncTests.waitAllTasksBlocked();
    started.await();
    assertThat(getRunningLoop().time()).isZero();

    goOn.countDown();
    await(inThread);
    assertThat(getRunningLoop().time()).isZero();
    await(sleeper);
    assertThat(getRunningLoop().time()).isEqualTo(3_600);
  }

  // --- advance ----------------------------------------------------------------------------------

  @Test
  void advanceMovesTimeByExactlyThatAndRunsWhatFallsDue() {
    inTest(
        () -> {
          ticker(1);

          VirtualClock.current().advance(Duration.ofMillis(2_500));

          assertThat(getRunningLoop().time()).isEqualTo(2.5);
          assertThat(log).containsExactly("tick at 1.0", "tick at 2.0");
        });
  }

  @Test
  void advanceReturnsWhenAllThatWasDueAtItsEndHasRun() {
    inTest(
        () -> {
          createTask(
              () -> {
                sleep(1);
                sleep(0);
                sleep(0);
                sleep(Duration.ofNanos(-1));
                note("long after");
                sleep(Duration.ofNanos(1));
                note("too late");
              });

          VirtualClock.current().advance(SECOND);

          assertThat(log).containsExactly("long after at 1.0");
        });
  }

  @Test
  void timesBeyondWhatTheClockCanShowAreRefused() {
    var clock = new VirtualClock();
    var most = "PT2562047H47M16.854775807S";
    var tooLong = Duration.ofSeconds(Long.MAX_VALUE);
    clock.elapse(SECOND);

    assertThatThrownBy(() -> clock.advance(tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "VirtualClock.advance: expected a time up to %s after the clock's zero, got %s at PT1S"
                .formatted(most, tooLong));
    assertThatThrownBy(() -> clock.elapse(Duration.ofNanos(Long.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("VirtualClock.elapse: expected a time up to " + most);
    assertThatThrownBy(() -> clock.advanceTo(tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("VirtualClock.advanceTo: expected a time up to " + most);
    assertThatThrownBy(() -> clock.advanceTo(1e300))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 1.0E300 s at PT1S");
    assertThatThrownBy(() -> clock.elapse(tooLong.negated()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a clock cannot go back");
    assertThatThrownBy(() -> clock.advanceTo(tooLong.negated()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a clock cannot go back");
    assertThat(clock.elapsed()).isEqualTo(SECOND);
    clock.advanceTo(Duration.ofNanos(Long.MAX_VALUE));
    assertThat(clock.nanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void advanceByNothingRunsWhatIsReady() {
    inTest(
        () -> {
          createTask(() -> note("ran"));

          VirtualClock.current().advance(Duration.ZERO);

          assertThat(log).containsExactly("ran at 0.0");
        });
  }

  @Test
  void advanceToGoesToATime() {
    inTest(
        () -> {
          VirtualClock clock = VirtualClock.current();
          ticker(1);
          clock.advance(SECOND);

          clock.advanceTo(3.0);
          assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(3));
          clock.advanceTo(Duration.ofSeconds(5));
          assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(5));

          assertThat(log).hasSize(5);
          assertThatThrownBy(() -> clock.advanceTo(4.0))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("a clock cannot go back, got -1000000000 ns");
        });
  }

  @Test
  void severalTasksMayAdvanceAtTheSameTime() {
    AsyncTests.run(
        MANUAL,
        () -> {
          VirtualClock clock = VirtualClock.current();
          var one = createTask(() -> clock.advance(SECOND.multipliedBy(5)));
          var two =
              createTask(
                  () -> {
                    clock.advance(SECOND.multipliedBy(2));
                    note("two");
                  });
          await(two);
          await(one);

          assertThat(log).containsExactly("two at 2.0");
          assertThat(getRunningLoop().time()).isEqualTo(5.0);
        });
  }

  @Test
  void whereNoLoopRunsAdvanceJustMovesTheClock() {
    var clock = new VirtualClock();

    clock.advance(SECOND);

    assertThat(clock.elapsed()).isEqualTo(SECOND);
  }

  @AsyncTest
  void inACallbackAdvanceIsRefusedAndElapseMovesTheClockAtOnce() {
    VirtualClock clock = VirtualClock.current();
    var answered = new Event();
    getRunningLoop()
        .callSoon(
            () -> {
              assertThatThrownBy(() -> clock.advance(SECOND))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("VirtualClock.advance needs a task");
              clock.elapse(SECOND);
              answered.set();
            });
    answered.await();

    assertThat(getRunningLoop().time()).isEqualTo(1.0);
  }

  @AsyncTest
  void fromAnotherThreadAdvanceIsRefusedWhileTheLoopRuns() {
    VirtualClock clock = VirtualClock.current();

    assertThatThrownBy(() -> toThread(() -> clock.advance(SECOND)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected a task of a loop with this clock, got thread 'asyncio4j");
  }

  @Test
  void aCancelledAdvanceLeavesTheClockWhereItHasCome() {
    inTest(
        () -> {
          VirtualClock clock = VirtualClock.current();
          var advancing = createTask(() -> clock.advance(Duration.ofHours(1)));
          sleep(2);
          advancing.cancel();

          assertThatThrownBy(() -> await(advancing)).isInstanceOf(CancelledError.class);
          assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(2));
        });
  }

  @Test
  void runUntilIdleRunsEverythingToItsEnd() {
    AsyncTests.run(
        MANUAL,
        () -> {
          var all =
              gather(
                  () -> {
                    sleep(Duration.ofDays(3));
                    note("slow");
                  },
                  () -> {
                    sleep(1);
                    sleep(1);
                    note("fast");
                  });

          VirtualClock.current().runUntilIdle();

          assertThat(all.done()).isTrue();
          assertThat(log).containsExactly("fast at 2.0", "slow at 259200.0");
        });
  }

  @AsyncTest
  void runUntilIdleWaitsForThreads() {
    var inThread = createTask(() -> toThread(() -> "from a thread"));

    VirtualClock.current().runUntilIdle();

    assertThat(inThread.result()).isEqualTo("from a thread");
  }

  @AsyncTest
  void runUntilIdleLeavesAloneWhoWaitsForOthers() {
    var event = new Event();
    var waiter = createTask(event::await);

    VirtualClock.current().runUntilIdle();

    assertThat(waiter.done()).isFalse();
    event.set();
    await(waiter);
  }

  // --- manual -----------------------------------------------------------------------------------

  @Test
  void aManualClockMovesByAdvanceAlone() {
    AsyncTests.run(
        MANUAL.withTasksLeft(TasksLeft.CANCEL),
        () -> {
          ticker(1);
          AsyncTests.waitAllTasksBlocked();
          assertThat(getRunningLoop().time()).isZero();

          VirtualClock.current().advance(SECOND);

          assertThat(log).containsExactly("tick at 1.0");
        });
  }

  @Test
  void whereNobodyAdvancesAManualClockATestThatSleepsIsStuck() {
    assertThatThrownBy(() -> AsyncTests.run(MANUAL, () -> sleep(1.5)))
        .isInstanceOf(DeadlockError.class)
        .hasMessageStartingWith(
            "deadlock: nothing is ready, and the clock is manual: it stands at 0.0 s, only"
                + " VirtualClock.advance moves it, and no timer is due before 1.5 s, but these tasks"
                + " wait:\n  Task-1 at org.asyncio4j.testing.VirtualClockTest.");
  }

  // --- views ------------------------------------------------------------------------------------

  @AsyncTest
  void asAClockItBeginsWithTheYear2000() {
    java.time.Clock clock = VirtualClock.current().asClock();
    InstantSource instants = VirtualClock.current().asInstantSource();
    sleep(Duration.ofDays(31));

    assertThat(clock.instant()).isEqualTo(Instant.parse("2000-02-01T00:00:00Z"));
    assertThat(clock.millis()).isEqualTo(instants.millis());
  }

  @Test
  void asAClockItBeginsWhenItIsTold() {
    var clock = new VirtualClock();
    Instant start = Instant.parse("2026-03-29T00:30:00Z");
    java.time.Clock view = clock.asClock(start, ZoneId.of("Europe/Berlin"));

    clock.elapse(Duration.ofHours(1));

    assertThat(view.instant()).isEqualTo(start.plusSeconds(3_600));
    assertThat(clock.asInstantSource(start).instant()).isEqualTo(view.instant());
    assertThat(view.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(view.withZone(ZoneId.of("Asia/Tokyo")).instant()).isEqualTo(view.instant());
  }

  @Test
  void currentIsRefusedInRealTime() {
    AsyncTests.run(
        TestOptions.DEFAULT.withClock(TestClock.REAL),
        () ->
            assertThatThrownBy(VirtualClock::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no virtual clock"));
  }

  @AsyncTest
  void onlyTheThreadOfTheLoopMovesIt() {
    VirtualClock clock = VirtualClock.current();

    assertThatThrownBy(() -> toThread(() -> clock.elapse(Duration.ofSeconds(1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("VirtualClock.elapse: expected the thread of the loop, got thread");
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  void aTimeThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new VirtualClock().advanceTo(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }
}
