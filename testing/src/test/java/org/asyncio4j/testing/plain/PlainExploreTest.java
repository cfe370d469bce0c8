package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.asyncio4j.Action;
import org.asyncio4j.spi.EngineKind;
import org.asyncio4j.testing.AsyncTestError;
import org.asyncio4j.testing.DeadlockError;
import org.asyncio4j.testing.Exploration;
import org.asyncio4j.testing.ExploreOptions;
import org.asyncio4j.testing.LivelockError;
import org.asyncio4j.testing.NondeterminismError;
import org.asyncio4j.testing.ScheduleFailure;
import org.asyncio4j.testing.Strategy;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plain threads under explored schedules. */
@Timeout(120)
final class PlainExploreTest {
  private static final ExploreOptions OPTIONS = ExploreOptions.DEFAULT;

  private static ScheduleFailure failure(ExploreOptions options, Action body) {
    var found =
        catchThrowableOfType(ScheduleFailure.class, () -> PlainSimulation.explore(options, body));
    assertThat(found).isNotNull();
    return found;
  }

  // --- a lost update ----------------------------------------------------------------------------

  private static final class Counter {
    private int count;

    void increment() {
      count++;
    }

    synchronized void incrementAlone() {
      count++;
    }
  }

  static void lostUpdate() throws InterruptedException {
    var counter = new Counter();
    var other = Thread.ofVirtual().name("other").start(counter::increment);
    counter.increment();
    other.join();
    assertThat(counter.count).isEqualTo(2);
  }

  static void noLostUpdate() throws InterruptedException {
    var counter = new Counter();
    var other = Thread.ofVirtual().name("other").start(counter::incrementAlone);
    counter.incrementAlone();
    other.join();
    assertThat(counter.count).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void aLostUpdateIsFoundWithinFiftyRunsAndShrunkToOnePreemption(Strategy strategy) {
    for (long seed = 0; seed < 20; seed++) {
      ScheduleFailure found =
          failure(
              OPTIONS.withStrategy(strategy).withSeed(seed).withRuns(50),
              PlainExploreTest::lostUpdate);

      assertThat(found.schedule()).isEqualTo("fifo:2=1");
      assertThat(found)
          .hasMessageContaining(
              "1 deviation from FIFO order without preemptions%s; no schedule with fewer fails"
                  .formatted(found.getMessage().contains(", found with ") ? foundWith(found) : ""));
    }
  }

  private static String foundWith(ScheduleFailure found) {
    return found.getMessage().replaceFirst("(?s).*(, found with \\d+).*", "$1");
  }

  @Test
  void theTableShowsWhoWasPreemptedWhere() {
    ScheduleFailure found = failure(OPTIONS, PlainExploreTest::lostUpdate);

    assertThat(found.table().replaceAll("java:\\d+", "java:nn").replaceAll(" +", " "))
        .contains("| thread #1 'main' | thread #2 'other'")
        .contains(" 1 | | PlainExploreTest.java:nn is |\n | | preempted |")
        .contains(" 2 | 2=1 of 2 * | | ends")
        .endsWith(" 3 | | PlainExploreTest.java:nn throws |");
  }

  @Test
  void anExhaustiveSearchOfASmallTestEndsAndSaysSo() {
    Exploration explored =
        PlainSimulation.explore(
            OPTIONS.withStrategy(Strategy.EXHAUSTIVE), PlainExploreTest::noLostUpdate);

    assertThat(explored.complete()).isTrue();
    assertThat(explored.runs()).isEqualTo(explored.schedules()).isBetween(3, 100);
    assertThat(explored).asString().contains(" schedules, which are all, ");
  }

  @ParameterizedTest
  @EnumSource
  void theFixedTwinSurvivesAllSchedules(Strategy strategy) {
    Exploration explored =
        PlainSimulation.explore(
            OPTIONS.withStrategy(strategy).withRuns(2_000), PlainExploreTest::noLostUpdate);

    assertThat(explored.schedules()).isGreaterThan(2);
  }

  // --- replay -----------------------------------------------------------------------------------

  /** Initialized by whoever comes first, which takes a different course than later ones. */
  private static final class Config {
    private static int made;
    private static final Config[] ALL = {new Config(), new Config(), new Config()};

    private int number = ++made;

    static int numbers() {
      int sum = 0;
      for (Config each : ALL) {
        sum += each.number;
      }
      return sum;
    }
  }

  /** Finds a bug, and prints its schedule and its table. */
  static final class Found {
    private static int deposits;

    private static void deposit() {
      int before = deposits;
      Config.numbers();
      deposits = before + 1;
    }

    private static void body() throws InterruptedException {
      deposits = 0;
      var threads = List.of(thread("ann"), thread("bob"), thread("joe"));
      for (Thread each : threads) {
        each.join();
      }
      assertThat(deposits).isEqualTo(3);
    }

    private static Thread thread(String name) {
      return Thread.ofVirtual().name(name).start(Found::deposit);
    }

    public static void main(String[] arguments) {
      var failure = failure(OPTIONS.withName("Found.main"), Found::body);
      System.out.println(failure.getMessage().replaceFirst("(?s).*?cause:", "cause:"));
    }
  }

  @Test
  void aFailureIsReplayedInAnotherJvmWithTheSameTable() throws Exception {
    List<String> found = ChildRun.withAgent(Found.class);
    String replay =
        found.stream().filter(line -> line.startsWith("replay: ")).findFirst().orElseThrow();

    List<String> replayed = ChildRun.replaying(replay.substring("replay: ".length()), Found.class);

    assertThat(replay).matches("replay: -Dasyncio4j.schedule=Found.main:fifo:\\d+=1");
    assertThat(replayed).isEqualTo(found).hasSizeGreaterThan(8);
  }

  // --- other bugs -------------------------------------------------------------------------------

  @Test
  void aDeadlockByTheOrderOfLocksTakesOnePreemption() {
    ScheduleFailure found =
        failure(
            OPTIONS,
            () -> {
              var one = new ReentrantLock();
              var two = new ReentrantLock();
              var other = Thread.ofVirtual().name("other").start(() -> both(two, one));
              both(one, two);
              other.join();
            });

    assertThat(found.schedule()).matches("fifo:\\d+=1");
    assertThat(found).hasCauseInstanceOf(DeadlockError.class);
    assertThat(found.table().replaceAll("\\s+\\|[ |]*", " "))
        .contains("waits for ReentrantLock, held by thread #");
  }

  private static void both(ReentrantLock first, ReentrantLock second) {
    first.lock();
    second.lock();
    second.unlock();
    first.unlock();
  }

  @Test
  void timeIsVirtualAndInTheTable() {
    ScheduleFailure found =
        failure(
            OPTIONS,
            () -> {
              var late = Thread.ofVirtual().name("late").start(PlainExploreTest::sleepAnHour);
              late.join();
              throw new AssertionError("seen");
            });

    assertThat(found.schedule()).isEqualTo("fifo");
    assertThat(found)
        .hasMessageContaining("(no deviation from FIFO order without preemptions)")
        .hasMessageContaining("3600.000 |");
    assertThat(found.table()).contains("sleeps");
  }

  private static void sleepAnHour() {
    try {
      Thread.sleep(3_600_000);
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  // --- threads that spin, stay, or never end ----------------------------------------------------

  private static final class Flag {
    private volatile boolean up;
  }

  @ParameterizedTest
  @EnumSource
  void aThreadThatSpinsStarvesNobody(Strategy strategy) {
    Exploration explored =
        PlainSimulation.explore(
            OPTIONS.withStrategy(strategy).withRuns(20),
            () -> {
              var flag = new Flag();
              var other = Thread.ofVirtual().start(() -> flag.up = true);
              while (!flag.up) {
                Thread.onSpinWait();
              }
              other.join();
            });

    assertThat(explored.runs()).isEqualTo(20);
  }

  @Test
  void threadsThatKeepEachOtherGoingAreALivelock() {
    ScheduleFailure found =
        failure(
            OPTIONS.withMaxSteps(500),
            () -> {
              var flag = new Flag();
              Thread.ofVirtual().start(() -> spinUntil(flag));
              spinUntil(flag);
            });

    assertThat(found).hasCauseInstanceOf(LivelockError.class);
  }

  private static void spinUntil(Flag flag) {
    while (!flag.up) {
      Thread.yield();
    }
  }

  @Test
  void aThreadThatIsLeftIsAFailureUnlessItMayBe() {
    Action body = () -> Thread.ofVirtual().name("left").start(PlainExploreTest::waitForEver);

    assertThat(failure(OPTIONS.withRuns(3), body).getCause())
        .hasMessageContaining("thread #2 'left', WAITING");
    var mayBeLeft = OPTIONS.withTest(OPTIONS.test().withTasksLeft(TasksLeft.CANCEL));
    assertThat(PlainSimulation.explore(mayBeLeft.withRuns(3), body).complete()).isTrue();
  }

  private static void waitForEver() {
    new Semaphore(0).acquireUninterruptibly();
  }

  private static volatile boolean letGo;

  @Test
  void aRunThatDoesNotEndIsGivenUpWithItsScheduleUpToThen() {
    var hasty = OPTIONS.test().withTimeout(Duration.ofMillis(100));
    try {
      ScheduleFailure found =
          failure(
              OPTIONS.withTest(hasty).withName("Spin.spins"),
              () -> {
                while (!letGo) {
                  Thread.onSpinWait();
                }
              });

      assertThat(found.getCause())
          .isInstanceOfSatisfying(
              AsyncTestError.class, error -> assertThat(error.threadAbandoned()).isTrue());
      assertThat(found)
          .hasMessageContaining("run 1 of 1,000 did not end in time")
          .hasMessageContaining("\nthread #1 'main' is running:\n      at ")
          .hasMessageContaining("(PlainExploreTest.java:")
          .hasMessageContaining("-Dasyncio4j.schedule=Spin.spins:fifo");
    } finally {
      letGo = true;
    }
  }

  // --- what is equal in all runs ----------------------------------------------------------------

  @Test
  void randomNumbersAreThoseOfTheSimulationsSeedInEachRun() {
    Set<Integer> drawn = ConcurrentHashMap.newKeySet();
    PlainSimulation.explore(
        OPTIONS.withRuns(50),
        () -> {
          Thread.ofVirtual().start(() -> {}).join();
          drawn.add(new Random().nextInt());
        });
    PlainSimulation.explore(
        OPTIONS.withRuns(50),
        PlainOptions.DEFAULT.withSeed(1),
        () -> drawn.add(new Random().nextInt()));

    assertThat(drawn).hasSize(2);
  }

  @Test
  void whatDependsOnMoreThanItsScheduleIsToldSo() {
    var runs = new AtomicInteger();

    assertThatThrownBy(
            () ->
                PlainSimulation.explore(
                    OPTIONS,
                    () -> {
                      for (int i = runs.getAndIncrement() % 2; i >= 0; i--) {
                        Thread.ofVirtual().start(() -> {}).join();
                      }
                    }))
        .isInstanceOf(NondeterminismError.class);
  }

  // --- interrupts -------------------------------------------------------------------------------

  private static void usePermit(Semaphore permits, CountDownLatch done) {
    try {
      permits.acquire();
      Thread.sleep(10);
      permits.release(); // not if the sleep is interrupted
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } finally {
      done.countDown();
    }
  }

  private static void usePermitRight(Semaphore permits, CountDownLatch done) {
    try {
      permits.acquire();
      try {
        Thread.sleep(10);
      } finally {
        permits.release();
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } finally {
      done.countDown();
    }
  }

  private interface User {
    void use(Semaphore permits, CountDownLatch done);
  }

  private static void permitsAreGivenBack(User user) throws InterruptedException {
    var permits = new Semaphore(1);
    var done = new CountDownLatch(2);
    Thread.ofVirtual().name("ann").start(() -> user.use(permits, done));
    Thread.ofVirtual().name("bob").start(() -> user.use(permits, done));
    done.await();
    assertThat(permits.availablePermits()).isEqualTo(1);
  }

  @Test
  void aPermitThatIsLostByAnInterruptIsFound() {
    ScheduleFailure found =
        failure(OPTIONS.cancelEverywhere(), () -> permitsAreGivenBack(PlainExploreTest::usePermit));

    assertThat(found.schedule()).matches("fifo:cancel(-ready)?@\\d+");
    assertThat(found.table()).contains("<- interrupt");
  }

  @Test
  void anInterruptAtEveryWaitDoesTheFixedTwinNoHarm() {
    Exploration explored =
        PlainSimulation.explore(
            OPTIONS.cancelEverywhere(),
            () -> permitsAreGivenBack(PlainExploreTest::usePermitRight));

    assertThat(explored.cancellations()).isGreaterThan(500);
    assertThat(explored.places()).isBetween(6, 100);
  }

  // --- where it runs ----------------------------------------------------------------------------

  @Test
  void theOtherEngineMakesNoDifference() {
    var test = OPTIONS.test();
    var handoff = test.withLoop(test.loop().withEngine(EngineKind.HANDOFF));

    ScheduleFailure found = failure(OPTIONS.withTest(handoff), PlainExploreTest::lostUpdate);

    assertThat(found.schedule()).isEqualTo("fifo:2=1");
  }

  @Test
  void aVirtualThreadMayExplore() throws InterruptedException {
    var schedule = new AtomicReference<String>();

    Thread.startVirtualThread(
            () -> schedule.set(failure(OPTIONS, PlainExploreTest::lostUpdate).schedule()))
        .join();

    assertThat(schedule).hasValue("fifo:2=1");
  }

  // --- what is refused --------------------------------------------------------------------------

  @Test
  void anExplorationInsideASimulationIsRefused() {
    assertThatThrownBy(() -> PlainSimulation.run(1, () -> PlainSimulation.explore(1, () -> {})))
        .hasRootCauseMessage("a simulation cannot run inside another one");
  }

  @Test
  void aPolicyOfTheCallersIsRefused() {
    assertThatThrownBy(
            () ->
                PlainSimulation.explore(
                    OPTIONS, PlainOptions.DEFAULT.withPolicy(() -> ready -> 0), () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected PlainOptions without one");
  }
}
