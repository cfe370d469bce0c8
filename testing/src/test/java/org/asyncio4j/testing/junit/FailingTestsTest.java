package org.asyncio4j.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.asyncio4j.EventLoop;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.testing.AsyncTestError;
import org.asyncio4j.testing.DeadlockError;
import org.asyncio4j.testing.Steps;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.asyncio4j.testing.VirtualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** How tests fail that run in a loop. */
@Timeout(120)
final class FailingTestsTest {

  private static EngineExecutionResults run(Class<?> testClass) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(testClass)).execute();
  }

  /** {@return what each test of a class has failed with, by the name of its method} */
  private static Map<String, Throwable> failures(Class<?> testClass) {
    return run(testClass).testEvents().failed().stream()
        .collect(
            Collectors.toMap(
                event -> event.getTestDescriptor().getDisplayName().replaceAll("\\(.*", ""),
                event ->
                    event
                        .getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow()));
  }

  // --- one failure each -------------------------------------------------------------------------

  static final class FailingCase {
    @AsyncTest
    void throwsInTheBody() throws IOException {
      sleep(1);
      throw new IOException("from the body");
    }

    @AsyncTest
    void leavesATask() {
      createTask(() -> sleep(3_600), TaskOptions.named("sleeper"));
      sleep(1);
    }

    @AsyncTest
    void losesAnException() {
      createTask(
          () -> {
            throw new IOException("lost");
          });
      sleep(1);
    }

    @AsyncTest
    void waitsForEver() {
      await(getRunningLoop().<String>createFuture());
    }

    @AsyncTest(timeout = 0.2, clock = TestClock.REAL)
    void takesTooLong() {
      sleep(3_600);
    }

    @AsyncTest
    void doesNotFinishItsSteps(Steps steps) {
      steps.expect(1);
    }

    @AsyncTest(clock = TestClock.REAL)
    void wantsAVirtualClockInRealTime(VirtualClock clock) {}

    @AsyncTest
    @Timeout(value = 200, unit = java.util.concurrent.TimeUnit.MILLISECONDS)
    void takesLongerThanJUnitAllows() throws InterruptedException {
      new java.util.concurrent.CountDownLatch(1).await();
    }
  }

  private final Map<String, Throwable> failing = failures(FailingCase.class);

  @Test
  void whatTheBodyThrowsIsTheFailureAndItsStackTracePointsThere() {
    Throwable failure = failing.get("throwsInTheBody");

    assertThat(failure).isInstanceOf(IOException.class).hasMessage("from the body");
    assertThat(failure.getStackTrace()[0].getClassName()).isEqualTo(FailingCase.class.getName());
    assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("throwsInTheBody");
  }

  @Test
  void aTaskLeftRunningIsTheFailureAndItsStackTracePointsThere() {
    Throwable failure = failing.get("leavesATask");

    assertThat(failure)
        .isInstanceOf(AsyncTestError.class)
        .hasMessageStartingWith("a task was left running when the test ended: 'sleeper' sleeps");
    assertThat(failure.getStackTrace()[0].getClassName()).isEqualTo(FailingCase.class.getName());
  }

  @Test
  void aLostExceptionIsTheFailure() {
    assertThat(failing.get("losesAnException"))
        .isInstanceOf(AsyncTestError.class)
        .hasMessageContaining("Task exception was never retrieved")
        .hasRootCauseMessage("lost");
  }

  @Test
  void aDeadlockIsTheFailureAndItsStackTracePointsThere() {
    Throwable failure = failing.get("waitsForEver");

    assertThat(failure).isInstanceOf(DeadlockError.class).hasMessageContaining("Task-1");
    assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("waitsForEver");
  }

  @Test
  void aTimeOutIsTheFailureAndItsStackTracePointsThere() {
    Throwable failure = failing.get("takesTooLong");

    assertThat(failure)
        .isInstanceOf(AsyncTestError.class)
        .hasMessageStartingWith("the test took longer than 0.2 s of real time");
    assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("takesTooLong");
  }

  @Test
  void unfinishedStepsAreTheFailure() {
    assertThat(failing.get("doesNotFinishItsSteps"))
        .isInstanceOf(AsyncTestError.class)
        .hasMessageStartingWith("the test ended after step 1 of its Steps");
  }

  @Test
  void aVirtualClockInRealTimeIsRefused() {
    assertThat(failing.get("wantsAVirtualClockInRealTime"))
        .hasMessageContaining("a test in real time has no VirtualClock");
  }

  @Test
  void jUnitsOwnTimeOutEndsTheTestWithADump() {
    Throwable failure = failing.get("takesLongerThanJUnitAllows");

    assertThat(failure).isInstanceOf(java.util.concurrent.TimeoutException.class);
    assertThat(failure.getSuppressed())
        .anySatisfy(
            cause ->
                assertThat(cause)
                    .isInstanceOf(AsyncTestError.class)
                    .hasMessageContaining("takesLongerThanJUnitAllows"));
  }

  // --- several at a time ------------------------------------------------------------------------

  static final class SeveralCase {
    @BeforeEach
    void startATask() {
      createTask(() -> sleep(3_600), TaskOptions.named("started before"));
    }

    @AsyncTest
    void fails() {
      throw new IllegalStateException("first");
    }

    @AfterEach
    void failsToo() {
      sleep(1);
      throw new IllegalStateException("second");
    }
  }

  @Test
  void theTestsFailureComesFirstThenThatOfTheMethodAfterItThenWhatIsLeft() {
    assertThat(failures(SeveralCase.class).get("fails"))
        .hasMessage("first")
        .satisfies(
            first ->
                assertThat(first.getSuppressed())
                    .satisfiesExactly(
                        second -> assertThat(second).hasMessage("second"),
                        left -> assertThat(left).hasMessageContaining("'started before'")));
  }

  static final class SetUpCase {
    static final List<String> LOG = new ArrayList<>();

    @BeforeEach
    void fails() {
      sleep(1);
      throw new IllegalStateException("before");
    }

    @AsyncTest
    void neverRuns() {
      LOG.add("test");
    }

    @AfterEach
    void runsAllTheSame() {
      sleep(1);
      LOG.add("after");
    }
  }

  @Test
  void aFailureBeforeTheTestSkipsItAndStillRunsWhatComesAfter() {
    assertThat(failures(SetUpCase.class).get("neverRuns")).hasMessage("before");
    assertThat(SetUpCase.LOG).containsExactly("after");
  }

  // --- neither passed nor failed ----------------------------------------------------------------

  static final class AbortedCase {
    @AsyncTest
    void assumesWhatIsNot() {
      sleep(1);
      Assumptions.assumeTrue(false, "not here");
    }

    @AsyncTest
    @Disabled("for now")
    void isDisabled() {
      throw new AssertionError("runs");
    }
  }

  @Test
  void assumptionsAbortATestAndDisabledOnesDoNotRun() {
    run(AbortedCase.class).testEvents().assertStatistics(s -> s.aborted(1).skipped(1).failed(0));
  }

  // --- in parallel ------------------------------------------------------------------------------

  static final class ParallelCase {
    static final Set<EventLoop> LOOPS = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void before(EventLoop loop) {
      sleep(1);
      LOOPS.add(loop);
    }

    @InEventLoop
    @RepeatedTest(200)
    void hasItsOwnLoopAndTime(EventLoop loop, VirtualClock clock) {
      for (int i = 0; i < 50; i++) {
        await(createTask(() -> sleep(Duration.ofHours(1))));
      }

      assertThat(loop).isSameAs(getRunningLoop());
      assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(50).plusSeconds(1));
    }
  }

  @Test
  void testsMayRunInParallel() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(ParallelCase.class))
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "8")
        .execute()
        .testEvents()
        .assertStatistics(s -> s.succeeded(200).failed(0));
    assertThat(ParallelCase.LOOPS).hasSize(200);
  }
}
