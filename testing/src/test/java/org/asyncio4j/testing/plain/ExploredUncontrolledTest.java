package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.asyncio4j.Action;
import org.asyncio4j.testing.Exploration;
import org.asyncio4j.testing.ExploreOptions;
import org.asyncio4j.testing.NondeterminismError;
import org.asyncio4j.testing.ScheduleFailure;
import org.asyncio4j.testing.Strategy;
import org.asyncio4j.testing.junit.ExploreSchedules;
import org.asyncio4j.testing.junit.PlainTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What cannot be controlled, in runs that are explored. */
@Timeout(120)
final class ExploredUncontrolledTest {
  private static final ExploreOptions OPTIONS = ExploreOptions.DEFAULT.withRuns(200);

  private static ScheduleFailure failure(ExploreOptions options, Action body) {
    var found =
        catchThrowableOfType(ScheduleFailure.class, () -> PlainSimulation.explore(options, body));
    assertThat(found).isNotNull();
    return found;
  }

  static Stream<ExploreOptions> ways() {
    return Stream.concat(
        Stream.of(Strategy.values()).map(OPTIONS::withStrategy),
        Stream.of(OPTIONS.cancelEverywhere()));
  }

  private static void exists() {
    Files.exists(Path.of("missing"));
  }

  // --- with the agent ---------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("ways")
  void realIoFailsTheFirstRun(ExploreOptions options) {
    ScheduleFailure found = failure(options, ExploredUncontrolledTest::exists);

    assertThat(found.schedule()).isEqualTo("fifo");
    assertThat(found)
        .hasCauseInstanceOf(UncontrolledError.class)
        .hasMessageContaining("thread #1 'main' does real I/O: java.nio.file.Files.exists at")
        .hasMessageContaining("ExploredUncontrolledTest.java:");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aProgramThatSwallowsTheErrorFailsAllTheSame(ExploreOptions options) {
    ScheduleFailure found =
        failure(
            options,
            () -> {
              try {
                Thread.ofVirtual().start(ExploredUncontrolledTest::exists).join();
                exists();
              } catch (Throwable swallowed) {
                // as some libraries do
              }
            });

    assertThat(found)
        .hasCauseInstanceOf(UncontrolledError.class)
        .hasMessageContaining("thread #2 does real I/O");
  }

  private static final class Counter {
    private int count;

    void increment() {
      count++;
    }
  }

  private static void readIfAnUpdateIsLost() throws InterruptedException {
    var counter = new Counter();
    var other = Thread.ofVirtual().start(counter::increment);
    counter.increment();
    other.join();
    if (counter.count < 2) {
      exists();
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void realIoThatTakesAPreemptionIsFoundAndShrunkToIt(ExploreOptions options) {
    ScheduleFailure found = failure(options, ExploredUncontrolledTest::readIfAnUpdateIsLost);

    assertThat(found.schedule()).isEqualTo("fifo:2=1");
    assertThat(found).hasCauseInstanceOf(UncontrolledError.class);
  }

  static Stream<ExploreOptions> strategies() {
    return Stream.of(Strategy.values()).map(OPTIONS::withStrategy);
  }

  @Test
  void realIoThatTakesAnInterruptIsFound() {
    ScheduleFailure found =
        failure(
            OPTIONS.cancelEverywhere(),
            () -> {
              var ended = new CountDownLatch(1);
              Thread.ofVirtual().start(() -> sleepThen(ended));
              ended.await();
            });

    assertThat(found.schedule()).matches("fifo:cancel(-ready)?@\\d+");
    assertThat(found)
        .hasCauseInstanceOf(UncontrolledError.class)
        .hasMessageContaining("thread #2 does real I/O");
  }

  private static void sleepThen(CountDownLatch ended) {
    try {
      Thread.sleep(10); // simulated
    } catch (InterruptedException interrupted) {
      exists();
    } finally {
      ended.countDown();
    }
  }

  private static final class Flag {
    private volatile boolean up;
  }

  @ParameterizedTest
  @MethodSource("ways")
  void realIoOfAThreadThatAnotherOneSpinsForIsFound(ExploreOptions options) {
    ScheduleFailure found =
        failure(
            options,
            () -> {
              var flag = new Flag();
              Thread.ofVirtual()
                  .start(
                      () -> {
                        try {
                          exists();
                        } finally {
                          flag.up = true;
                        }
                      });
              while (!flag.up) {
                Thread.onSpinWait();
              }
            });

    assertThat(found)
        .hasCauseInstanceOf(UncontrolledError.class)
        .hasMessageContaining("thread #2 does real I/O");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aPlatformThreadIsRefused(ExploreOptions options) {
    assertThat(failure(options, () -> Thread.ofPlatform().name("outside").start(() -> {}).join()))
        .hasCauseInstanceOf(UncontrolledError.class)
        .hasMessageContaining("thread #1 'main' starts platform thread 'outside'");
  }

  @Test
  void aWakeUpFromOutsideIsAFailure() throws InterruptedException {
    var simulated = new AtomicReference<@Nullable Thread>();
    var woken = new AtomicReference<@Nullable Thread>();
    var over = new AtomicBoolean();
    var waker = Thread.ofPlatform().name("outsider").start(() -> wakeEach(simulated, woken, over));

    ScheduleFailure found =
        failure(
            OPTIONS,
            () -> {
              simulated.set(Thread.currentThread());
              while (woken.get() != Thread.currentThread()) {
                Thread.onSpinWait();
              }
              LockSupport.park(); // returns at once
            });
    over.set(true);
    waker.join();

    assertThat(found)
        .hasCauseInstanceOf(UncontrolledError.class)
        .hasMessageContaining("thread #1 'main' was woken by platform thread 'outsider'");
  }

  /** Each run has a thread of its own to be woken. */
  private static void wakeEach(
      AtomicReference<@Nullable Thread> simulated,
      AtomicReference<@Nullable Thread> woken,
      AtomicBoolean over) {
    while (!over.get()) {
      Thread next = simulated.get();
      if (next != woken.get()) {
        LockSupport.unpark(next);
        woken.set(next);
      }
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatIsAllowedIsNoFailure(ExploreOptions options) {
    Exploration explored =
        PlainSimulation.explore(
            options,
            PlainOptions.DEFAULT.withAllowed(Uncontrolled.FILES),
            () -> {
              Thread.ofVirtual().start(ExploredUncontrolledTest::exists).join();
              exists();
            });

    assertThat(explored.runs()).isPositive();
  }

  // --- without it -------------------------------------------------------------------------------

  /** Explores a program that makes a platform thread, and one that asks for the time. */
  static final class Programs {
    private static final AtomicInteger RUNS = new AtomicInteger();

    public static void main(String[] arguments) {
      print(() -> new Thread(() -> {}).start());
      print(
          () -> {
            throw new IllegalStateException(isATime(System.nanoTime()) ? "late" : "early");
          });
      print(
          () -> {
            boolean isATime = isATime(System.currentTimeMillis());
            for (int i = RUNS.getAndIncrement() % 2; isATime && i < 1; i++) {
              Thread.ofVirtual().start(() -> {}).join();
            }
          });
      PlainSimulation.explore(
          OPTIONS,
          PlainOptions.DEFAULT.withAllowed(Uncontrolled.CLOCKS),
          () -> System.out.println(isATime(System.nanoTime()) ? "allowed" : "early"));
    }

    /** True, but only at run time; a machine that has just started is at few nanoseconds. */
    private static boolean isATime(long time) {
      return time != Long.MAX_VALUE;
    }

    private static void print(Action body) {
      try {
        PlainSimulation.explore(OPTIONS, body);
      } catch (ScheduleFailure | NondeterminismError expected) {
        System.out.println("failure: " + expected.getMessage());
      }
    }
  }

  @Test
  void withoutTheAgentAPlatformThreadIsRefusedWhereItIsMadeAndSuspectsAreNamed() throws Exception {
    String printed = String.join("\n", ChildRun.withoutAgent(Programs.class));
    String place = " at org.asyncio4j.testing.plain.ExploredUncontrolledTest$Programs.";

    String[] failures = printed.split("failure: ");
    assertThat(failures).hasSize(4);
    assertThat(failures[1])
        .startsWith("run 1 of 200 failed")
        .contains("thread #1 'main' makes a platform thread (java.lang.Thread)" + place);
    assertThat(failures[2])
        .contains("cause:  java.lang.IllegalStateException: late")
        .contains("\n  CLOCKS: java.lang.System.nanoTime" + place)
        .contains("\nexpected the JVM flag -javaagent:");
    assertThat(failures[3])
        .contains("the test does not depend on its schedule alone")
        .contains("\n  CLOCKS: java.lang.System.currentTimeMillis" + place)
        .endsWith("allowed\nallowed");
  }

  /** Two tests, one of which asks for the time, where a helper of its class does that. */
  static final class ClockCase {
    private final Queue<Long> times = new ArrayDeque<>();

    @BeforeEach
    void before() {
      times.add(0L);
    }

    @PlainTest
    void asksForTheTime() {
      times.add(now());
      assertThat(times).hasSize(2);
    }

    private static long now() {
      return System.nanoTime();
    }

    @PlainTest
    void failsByItself() {
      assertThat(times).isEmpty();
    }
  }

  /** Draws a number before each test. */
  static final class RandomCase {
    private double number;

    @BeforeEach
    void before() {
      number = Math.random();
    }

    @PlainTest
    @ExploreSchedules(runs = 3)
    void fails() {
      assertThat(number).isNegative();
    }
  }

  /** Makes a platform thread. */
  static final class ThreadCase {
    @PlainTest
    void starts() {
      new Thread(() -> {}).start();
    }
  }

  /** Runs tests, and prints what they fail with. */
  static final class Tests {
    public static void main(String[] arguments) {
      for (Class<?> each : List.of(ClockCase.class, RandomCase.class, ThreadCase.class)) {
        System.out.println("case: " + each.getSimpleName());
        failures(each).forEach(failure -> System.out.println("failure: " + failure.getMessage()));
      }
    }
  }

  private static List<Throwable> failures(Class<?> testClass) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(testClass))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable())
        .map(Optional::orElseThrow)
        .toList();
  }

  @Test
  void withoutTheAgentATestIsReadAndTheWarningNamesItsLine() throws Exception {
    String printed = String.join("\n", ChildRun.withoutAgent(Tests.class));
    String place = " at org.asyncio4j.testing.plain.ExploredUncontrolledTest$";

    String[] cases = printed.split("case: ");
    assertThat(cases).hasSize(4);
    assertThat(cases[1])
        .containsOnlyOnce("a simulation without the agent may depend on more than its seed")
        .containsOnlyOnce("\n  CLOCKS: java.lang.System.nanoTime" + place + "ClockCase.now(")
        .containsOnlyOnce("failure: ")
        .containsPattern("ExploredUncontrolledTest.java:\\d+\\)");
    assertThat(cases[2])
        .contains("failure: run 1 of 3 failed")
        .contains("\n  RANDOM: java.lang.Math.random" + place + "RandomCase.before(");
    assertThat(cases[2].split("\n  RANDOM: ")).as("warned of, and in the message").hasSize(3);
    assertThat(cases[3])
        .contains("failure: run 1 of 1 failed")
        .contains("thread #1 'main' makes a platform thread (java.lang.Thread)" + place)
        .contains("ThreadCase.starts(");
  }

  /** Reads a file. */
  static final class FileCase {
    @PlainTest
    void reads() {
      exists();
    }

    @PlainTest
    @ExploreSchedules(runs = 100)
    void readsIfAnUpdateIsLost() throws InterruptedException {
      ExploredUncontrolledTest.readIfAnUpdateIsLost();
    }
  }

  @Test
  void withTheAgentATestThatDoesRealIoFailsWhereItIsCalled() {
    List<Throwable> failures = failures(FileCase.class);

    assertThat(failures)
        .hasSize(2)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isInstanceOf(ScheduleFailure.class)
                    .hasCauseInstanceOf(UncontrolledError.class)
                    .hasMessageContaining("does real I/O: java.nio.file.Files.exists at"))
        .anySatisfy(failure -> assertThat(failure).hasMessageContaining("schedule fifo:2=1"));
  }
}
