package org.asyncio4j.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.testing.junit.Kit.failure;
import static org.asyncio4j.testing.junit.Kit.run;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.asyncio4j.EventLoop;
import org.asyncio4j.testing.ScheduleFailure;
import org.asyncio4j.testing.Strategy;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;

/** Tests of plain threads. */
@Timeout(120)
final class PlainTestTest {

  // --- ours, which pass -------------------------------------------------------------------------

  @Nested
  final class Ours {
    private int counter;
    private String state = "new";

    @BeforeEach
    void before() throws InterruptedException {
      assertThat(Thread.currentThread().getName()).isEqualTo("main");
      assertThat(state).isEqualTo("new");
      Thread.sleep(60_000); // simulated
      state = "begun";
    }

    @AfterEach
    void after() {
      assertThat(state).isEqualTo("done");
      assertThat(Thread.currentThread().isVirtual()).isTrue();
    }

    private synchronized void increment() {
      counter++;
    }

    @PlainTest
    void theMethodsAroundItAreInItsSimulation(TestInfo info) {
      assertThat(info.getDisplayName()).startsWith("theMethodsAroundIt");
      assertThat(state).isEqualTo("begun");
      assertThat(Instant.now()).isEqualTo("2000-01-01T00:01:00Z");
      state = "done";
    }

    @PlainTest
    @ExploreSchedules(runs = 200)
    void itIsExploredBesideTheOtherAnnotation() throws InterruptedException {
      var other = Thread.ofVirtual().start(this::increment);
      increment();
      other.join();
      assertThat(counter).isEqualTo(2);
      state = "done";
    }
  }

  // --- others -----------------------------------------------------------------------------------

  static final class LostUpdateCase {
    private int counter;

    private void increment() {
      counter++;
    }

    @PlainTest
    @ExploreSchedules(runs = 100, strategy = Strategy.PCT)
    void bothCount() throws InterruptedException {
      var other = Thread.ofVirtual().start(this::increment);
      increment();
      other.join();
      assertThat(counter).isEqualTo(2);
    }

    @PlainTest
    void inOrderBothDo() throws InterruptedException {
      bothCount();
    }
  }

  @Test
  void aLostUpdateIsFoundAmongManySchedulesAndNotInTheOneOrder() {
    run(LostUpdateCase.class).assertStatistics(s -> s.succeeded(1).failed(1));
    assertThat(failure(LostUpdateCase.class))
        .isInstanceOf(ScheduleFailure.class)
        .hasMessageContaining(
            "replay: -Dasyncio4j.schedule=PlainTestTest.LostUpdateCase.bothCount:fifo:2=1\n")
        .hasMessageContaining("PlainTestTest.java:")
        .cause()
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aReplayIsForTheTestThatItNames() {
    String name = "PlainTestTest.LostUpdateCase.";
    System.setProperty("asyncio4j.schedule", name + "bothCount:fifo:2=1");
    try {
      run(LostUpdateCase.class).assertStatistics(s -> s.succeeded(1).failed(1));
      assertThat(failure(LostUpdateCase.class))
          .hasMessageContaining("the test failed under schedule fifo:2=1\n");

      System.setProperty("asyncio4j.schedule", name + "inOrderBothDo:fifo:2=1");
      run(LostUpdateCase.class).assertStatistics(s -> s.succeeded(0).failed(2));
    } finally {
      System.clearProperty("asyncio4j.schedule");
    }
  }

  static final class FreshCase {
    static final Set<Object> instances = ConcurrentHashMap.newKeySet();

    @PlainTest
    @ExploreSchedules(runs = 20, strategy = Strategy.RANDOM)
    void runs() {
      instances.add(this);
    }
  }

  @Test
  void eachRunHasAFreshInstance() {
    run(FreshCase.class).assertStatistics(s -> s.succeeded(1));
    assertThat(FreshCase.instances).hasSizeGreaterThanOrEqualTo(20);
  }

  static final class AbortedCase {
    @PlainTest
    void assumesTooMuch() {
      Assumptions.assumeTrue(false);
    }
  }

  @Test
  void anAssumptionThatDoesNotHoldAbortsIt() {
    run(AbortedCase.class).assertStatistics(s -> s.aborted(1).failed(0));
  }

  static final class LoopCase {
    @PlainTest
    void wantsALoop(EventLoop loop) {}
  }

  @Test
  void itHasNoLoop() {
    assertThat(failure(LoopCase.class))
        .hasMessageContaining("No ParameterResolver registered for parameter");
  }

  static final class RepeatedCase {
    @PlainTest
    @RepeatedTest(2)
    void repeats() {}
  }

  @Test
  void onATestThatIsRepeatedItIsRefused() {
    assertThat(run(RepeatedCase.class).failed().stream())
        .extracting(
            event ->
                event
                    .getRequiredPayload(TestExecutionResult.class)
                    .getThrowable()
                    .orElseThrow()
                    .getMessage())
        .filteredOn(message -> message.startsWith("@PlainTest on repeats: expected"))
        .hasSize(2);
  }

  static final class LeftCase {
    static final AtomicInteger runs = new AtomicInteger();

    @PlainTest
    @ExploreSchedules(runs = 3, tasksLeft = TasksLeft.CANCEL)
    void leavesAThread() {
      Thread.ofVirtual().start(() -> sleep());
      runs.incrementAndGet();
    }

    private static void sleep() {
      try {
        new java.util.concurrent.CountDownLatch(1).await();
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void threadsMayBeLeftIfItSaysSo() {
    run(LeftCase.class).assertStatistics(s -> s.succeeded(1).failed(0));
    assertThat(LeftCase.runs).hasPositiveValue();
  }
}
