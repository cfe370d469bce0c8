package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Action;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.Event;
import org.asyncio4j.Lock;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.testing.ExploreOptions.Disturbance;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** Bugs that only some orders of the steps show. */
@Timeout(60)
final class ExploreTest {
  private static final ExploreOptions OPTIONS = ExploreOptions.DEFAULT;

  private static Task<?> task(String name, Action body) {
    return createTask(body, TaskOptions.DEFAULT.withName(name));
  }

  /** Passes in asyncio's order, in which the slow one reads what the quick one has written. */
  private static void lostUpdate() {
    int[] balance = {0};
    Task<?> quick =
        task(
            "quick",
            () -> {
              int seen = balance[0];
              sleep(0);
              balance[0] = seen + 1;
            });
    Task<?> slow =
        task(
            "slow",
            () -> {
              sleep(0);
              sleep(0);
              int seen = balance[0];
              sleep(0);
              balance[0] = seen + 1;
            });
    await(gather(quick, slow));
    assertThat(balance[0]).isEqualTo(2);
  }

  private static void spawn(Action one, Action two) {
    await(gather(task("one", one), task("two", two)));
  }

  /** Passes in asyncio's order, in which the first has both locks before the second begins. */
  private static void locksInTwoOrders() {
    var a = new Lock();
    var b = new Lock();
    spawn(() -> takeBoth(a, b), () -> takeBoth(b, a));
  }

  private static void takeBoth(Lock first, Lock second) {
    sleep(0);
    try (var _ = first.acquire()) {
      if (!first.equals(second)) {
        sleep(0);
      }
      try (var _ = second.acquire()) {
        sleep(0);
      }
    }
  }

  private static ScheduleFailure failure(ExploreOptions options, Action body) {
    return catchThrowableOfType(ScheduleFailure.class, () -> AsyncTests.explore(options, body));
  }

  @ParameterizedTest
  @EnumSource
  void everyStrategyFindsALostUpdate(Strategy strategy) {
    ScheduleFailure failure = failure(OPTIONS.withStrategy(strategy), ExploreTest::lostUpdate);

    assertThat(failure.run()).isBetween(2, 30);
    assertThat(failure).hasCauseInstanceOf(AssertionError.class);
    assertThat(failure.getCause()).hasMessageContaining("expected: 2");
  }

  @ParameterizedTest
  @EnumSource
  void everyStrategyFindsADeadlockThatTakesAnOrder(Strategy strategy) {
    Action body =
        () -> {
          var a = new Lock();
          var b = new Lock();
          spawn(
              () -> takeBoth(a, b),
              () -> {
                sleep(0);
                sleep(0);
                sleep(0);
                sleep(0);
                takeBoth(b, a);
              });
        };

    ScheduleFailure failure = failure(OPTIONS.withStrategy(strategy), body);

    assertThat(failure).hasCauseInstanceOf(DeadlockError.class);
    assertThat(failure.getCause()).hasMessageContaining("one").hasMessageContaining("two");
  }

  @Test
  void whatAsyncioDoesItselfIsTheFirstRun() {
    ScheduleFailure failure = failure(OPTIONS, ExploreTest::locksInTwoOrders);

    assertThat(failure.run()).isEqualTo(1);
    assertThat(failure.schedule()).isEqualTo("fifo");
    assertThat(failure).hasMessageContaining("no deviation from asyncio's order");
  }

  @ParameterizedTest
  @EnumSource
  void theScheduleIsShrunkToOneThatCannotBeShorter(Strategy strategy) {
    ScheduleFailure failure = failure(OPTIONS.withStrategy(strategy), ExploreTest::lostUpdate);
    Plan found = Plan.parse(failure.schedule());

    assertThat(found.deviations()).hasSize(2);
    assertThat(failure).hasMessageContaining("no schedule with fewer fails");
    for (int decision : found.deviations().keySet()) {
      var fewer = new TreeMap<>(found.deviations());
      fewer.remove(decision);
      Plan plan = new Plan(fewer, found.cancellation());
      assertThat(failure(OPTIONS.withReplay(plan.toString()), ExploreTest::lostUpdate)).isNull();
    }
  }

  @Test
  void theScheduleReplaysTheSameTable() {
    ScheduleFailure found = failure(OPTIONS, ExploreTest::lostUpdate);

    ScheduleFailure replayed =
        failure(OPTIONS.withReplay(found.schedule()), ExploreTest::lostUpdate);

    assertThat(replayed.table()).isEqualTo(found.table()).isNotEmpty();
    assertThat(replayed.schedule()).isEqualTo(found.schedule());
  }

  @Test
  void theTableShowsWhoRanBetweenWhichLines() {
    ScheduleFailure failure = failure(OPTIONS.withReplay("fifo:1=1,2=1"), ExploreTest::lostUpdate);

    assertThat(failure).hasMessageContaining("replay: -Dasyncio4j.schedule=fifo:1=1,2=1");
    assertThat(squeezed(failure.table()))
        .isEqualTo(
            """
            step | decision | Task-1 | quick | slow | loop
            -+-+-+-+-+-
            1 | | ExploreTest.java:nn waits for | | |
            | | gather: quick, slow | | |
            2 | 1=1 of 2 * | | | ExploreTest.java:nn yields |
            3 | 2=1 of 2 * | | | ExploreTest.java:nn yields |
            4 | 3=0 of 2 | | ExploreTest.java:nn yields | |
            5 | 4=0 of 2 | | | ExploreTest.java:nn yields |
            6 | 5=0 of 2 | | ends | |
            7 | 6=0 of 2 | | | ends |
            8 | | | | | callback
            9 | | | | | callback
            10 | | ExploreTest.java:nn throws | | |
            11 | | | | | callback""");
    assertThat(failure.table().lines().map(line -> line.replaceFirst("[|+].*", "")))
        .allMatch(line -> line.length() == "  step ".length());
  }

  /** Without line numbers, and with the blanks between columns made one. */
  private static String squeezed(String table) {
    return table
        .replaceAll("Test.java:\\d+", "Test.java:nn")
        .replaceAll("-+\\+", "-+")
        .replaceAll("\\+-+", "+-")
        .replaceAll(" +", " ")
        .replaceAll("(?m)^ ", "");
  }

  @Test
  void aSystemPropertyReplaysASchedule() {
    String schedule = failure(OPTIONS, ExploreTest::lostUpdate).schedule();
    System.setProperty("asyncio4j.schedule", schedule);
    try {
      ScheduleFailure failure = failure(OPTIONS, ExploreTest::lostUpdate);

      assertThat(failure).hasMessageContaining("failed under schedule " + schedule);
    } finally {
      System.clearProperty("asyncio4j.schedule");
    }
  }

  @Test
  void aSystemPropertyGivesTheSeed() {
    System.setProperty("asyncio4j.seed", "42");
    try {
      assertThat(AsyncTests.explore(OPTIONS, () -> sleep(0)).seed()).isEqualTo(42);
    } finally {
      System.clearProperty("asyncio4j.seed");
    }
  }

  @Test
  void oneSeedFindsTheSameAgainAndAnotherSomethingElse() {
    ExploreOptions random = OPTIONS.withStrategy(Strategy.RANDOM);
    Set<Integer> runs = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      ScheduleFailure once = failure(random.withSeed(seed), ExploreTest::lostUpdate);
      ScheduleFailure again = failure(random.withSeed(seed), ExploreTest::lostUpdate);

      assertThat(again).hasMessage(once.getMessage());
      assertThat(once.seed()).isEqualTo(seed);
      runs.add(once.run());
    }
    assertThat(runs).hasSizeGreaterThan(1);
  }

  @Test
  void aScheduleThatFitsNoMoreIsToldInWords() {
    Action passes = () -> spawn(() -> sleep(0), () -> sleep(0));

    assertThatThrownBy(() -> AsyncTests.explore(OPTIONS.withReplay("fifo:1=5"), passes))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "the test has passed, but schedule fifo:1=5 does not fit it any more: decision 1 picks"
                + " number 5 (counted from 0), but only 2 are ready there");
    assertThatThrownBy(() -> AsyncTests.explore(OPTIONS.withReplay("fifo:70=1"), passes))
        .hasMessageContaining("it has a decision 70, but the run has only ");
    assertThatThrownBy(() -> AsyncTests.explore(OPTIONS.withReplay("fifo:cancel@70"), passes))
        .hasMessageContaining("nothing was left to cancel at cancel@70");
  }

  @Test
  void aTestThatPassesUnderEachScheduleTellsWhatWasTried() {
    Exploration explored =
        AsyncTests.explore(
            OPTIONS.withRuns(50).withStrategy(Strategy.RANDOM),
            () -> spawn(() -> sleep(0), () -> sleep(0)));

    assertThat(explored.runs()).isEqualTo(50);
    assertThat(explored.schedules()).isBetween(2, 50);
    assertThat(explored.complete()).isFalse();
    assertThat(explored.mostDecisions()).isPositive();
    assertThat(explored.toString()).startsWith("50 runs, ").endsWith("seed 0");
  }

  @ParameterizedTest
  @EnumSource
  void aTaskThatSpinsStarvesNobody(Strategy strategy) {
    Action body =
        () -> {
          boolean[] done = {false};
          Action spin =
              () -> {
                while (!done[0]) {
                  sleep(0);
                }
              };
          Action work =
              () -> {
                for (int i = 0; i < 10; i++) {
                  sleep(0);
                }
                done[0] = true;
              };
          await(gather(task("a", spin), task("work", work), task("b", spin)));
        };

    Exploration explored =
        AsyncTests.explore(OPTIONS.withStrategy(strategy).withRuns(200).withMaxSteps(2_000), body);

    assertThat(explored.runs()).isEqualTo(200);
  }

  @Test
  void aTestThatNeverEndsFailsAndSaysSo() {
    Action body =
        () -> {
          var event = new Event();
          Task<?> waits = task("waits", event::await);
          while (!waits.done()) {
            sleep(0);
          }
        };

    ScheduleFailure failure = failure(OPTIONS.withMaxSteps(1_000), body);

    assertThat(failure).hasCauseInstanceOf(LivelockError.class);
    assertThat(failure.getCause())
        .hasMessageContaining("livelock: the test has not ended after 1,000 steps");
  }

  @Test
  void aTaskThatIsLeftRunningIsAFailure() {
    ScheduleFailure failure = failure(OPTIONS, () -> task("left", () -> sleep(1)));

    assertThat(failure.getCause()).isInstanceOf(AsyncTestError.class).hasMessageContaining("left");
  }

  @Test
  void anExceptionThatNobodyRetrievesIsAFailure() {
    ScheduleFailure failure =
        failure(
            OPTIONS,
            () -> {
              task(
                  "failing",
                  () -> {
                    throw new IllegalStateException("lost");
                  });
              sleep(1);
            });

    assertThat(failure.getCause())
        .hasMessageContaining("never retrieved")
        .hasMessageContaining("lost");
  }

  @Test
  void aRunThatTakesTooLongIsNotMadeAgain() {
    var runs = new AtomicInteger();
    TestOptions quick = TestOptions.DEFAULT.withTimeout(Duration.ofMillis(50));

    ScheduleFailure failure =
        failure(
            OPTIONS.withTest(quick),
            () -> {
              runs.incrementAndGet();
              while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
              }
            });

    assertThat(failure).hasMessageContaining("run 1 of 1,000 did not end in time");
    assertThat(failure.getCause()).hasMessageContaining("took longer than 0.05 s");
    assertThat(runs).hasValue(1);
  }

  @Test
  void aRunThatCannotBeEndedIsGivenUpAndNamed() {
    var over = new AtomicBoolean();
    TestOptions quick = TestOptions.DEFAULT.withTimeout(Duration.ofMillis(50));
    Action body =
        () ->
            spawn(
                () -> sleep(0),
                () -> {
                  while (!over.get()) {
                    Thread.onSpinWait();
                  }
                });

    ScheduleFailure failure;
    try {
      failure = failure(OPTIONS.withTest(quick), body);
    } finally {
      over.set(true);
    }

    assertThat(failure.schedule()).isEqualTo("fifo");
    assertThat(failure.getCause()).hasMessageContaining("its thread has been abandoned");
  }

  @Test
  void anAssumptionThatDoesNotHoldIsNoFailure() {
    assertThatThrownBy(() -> AsyncTests.explore(OPTIONS, () -> Assumptions.abort("not here")))
        .isInstanceOf(TestAbortedException.class);
  }

  @Test
  void inAClockThatIsManualNothingStalls() {
    TestOptions manual = TestOptions.DEFAULT.withClock(TestClock.MANUAL);

    Exploration explored =
        AsyncTests.explore(
            OPTIONS.withTest(manual).with(Disturbance.STALL),
            () -> {
              Task<?> sleeper = task("sleeper", () -> sleep(1));
              sleep(0);
              sleep(0);
              assertThat(sleeper.done()).isFalse();
              VirtualClock.current().advance(Duration.ofSeconds(1));
              assertThat(sleeper.done()).isTrue();
            });

    assertThat(explored.complete()).isTrue();
  }

  @Test
  void explorationsOnTwoThreadsDoNotDisturbEachOther() throws Exception {
    String expected = failure(OPTIONS, ExploreTest::lostUpdate).getMessage();
    var messages = ConcurrentHashMap.<String>newKeySet();
    Callable<Void> explore =
        () -> {
          for (int i = 0; i < 20; i++) {
            messages.add(failure(OPTIONS, ExploreTest::lostUpdate).getMessage());
          }
          return null;
        };
    var other = new FutureTask<>(explore);
    Thread.ofPlatform().start(other);
    explore.call();
    other.get();

    assertThat(messages).containsExactly(expected);
  }

  @Test
  void anExplorationInsideALoopIsRefused() {
    run(
        () ->
            assertThatThrownBy(() -> AsyncTests.explore(OPTIONS, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("while an event loop is running on this thread"));
  }

  @Test
  void shrinkingKeepsToTheKindOfTheFailure() {
    for (int seed = 0; seed < 10; seed++) {
      var found = new AtomicReference<AsyncTestError.Kind>();
      ScheduleFailure failure =
          failure(
              OPTIONS.withStrategy(Strategy.RANDOM).withSeed(seed),
              () -> {
                var first = new AtomicBoolean();
                task("first", () -> first.set(true));
                await(task("second", () -> failByOrder(first.get(), found)));
              });

      assertThat(((AsyncTestError) failure.getCause()).kind()).isEqualTo(found.get());
    }
  }

  private static void failByOrder(boolean inOrder, AtomicReference<AsyncTestError.Kind> found) {
    if (inOrder) {
      task("left", () -> sleep(1));
    } else {
      getRunningLoop().callExceptionHandler(ErrorReport.of("out of order"));
    }
    found.compareAndSet(null, inOrder ? AsyncTestError.Kind.TASK_LEFT : AsyncTestError.Kind.REPORT);
  }
}
