package org.asyncio4j.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.testing.junit.Kit.failure;
import static org.asyncio4j.testing.junit.Kit.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Lock;
import org.asyncio4j.testing.ScheduleFailure;
import org.asyncio4j.testing.Sequencer;
import org.asyncio4j.testing.Steps;
import org.asyncio4j.testing.Strategy;
import org.asyncio4j.testing.VirtualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;

/** Tests that run under many schedules. */
@Timeout(120)
final class ExploreSchedulesTest {

  // --- a bug ------------------------------------------------------------------------------------

  static final class LostUpdateCase {
    private int balance;

    private void deposit(int amount) {
      int before = balance;
      sleep(0);
      balance = before + amount;
    }

    @ExploreSchedules(runs = 100)
    void twoDepositsAddUp() {
      await(gather(() -> deposit(1), () -> deposit(2)));

      assertThat(balance).isEqualTo(3);
    }
  }

  @Test
  void aLostUpdateIsFoundWithTheScheduleThatReplaysIt() {
    assertThat(failure(LostUpdateCase.class))
        .isInstanceOf(ScheduleFailure.class)
        .hasMessageContaining("-Dasyncio4j.schedule=")
        .cause()
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("3");
  }

  // --- what each run has ------------------------------------------------------------------------

  static class Base {
    final List<String> log = new ArrayList<>();

    @BeforeEach
    void baseBefore() {
      assertThat(log).isEmpty();
      sleep(1);
      log.add("base before");
    }

    @AfterEach
    void baseAfter() {
      log.add("base after");
      assertThat(log)
          .startsWith("base before", "before")
          .endsWith("after", "base after")
          .doesNotHaveDuplicates();
      FreshCase.runs.add(this);
    }
  }

  static final class FreshCase extends Base {
    static final Set<Object> runs = ConcurrentHashMap.newKeySet();
    static final Set<EventLoop> loops = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void before(TestInfo info, VirtualClock clock) {
      assertThat(info.getDisplayName()).startsWith("eachRun");
      assertThat(clock.elapsed()).hasSeconds(1);
      log.add("before");
    }

    @ExploreSchedules(runs = 20, strategy = Strategy.RANDOM)
    void eachRunIsAFreshTest(EventLoop loop, Steps steps, Sequencer sequencer) {
      loops.add(loop);
      assertThat(loop).isSameAs(getRunningLoop());
      assertThat(log).containsExactly("base before", "before");
      await(
          gather(
              () -> {
                try (var turn = sequencer.at(1)) {
                  steps.expect(2);
                }
              },
              () -> {
                try (var turn = sequencer.at(0)) {
                  steps.expect(1);
                }
              }));
      steps.finish(3);
    }

    @AfterEach
    void after() {
      log.add("after");
    }
  }

  @Test
  void eachRunHasFreshInstancesParametersAndLoops() {
    run(FreshCase.class).assertStatistics(s -> s.succeeded(1).failed(0));
    assertThat(FreshCase.runs).hasSizeGreaterThanOrEqualTo(20);
    assertThat(FreshCase.loops).hasSameSizeAs(FreshCase.runs);
  }

  static final class OuterCase {
    static final List<String> log = new ArrayList<>();
    private String state = "none";

    @BeforeEach
    void outerBefore() {
      assertThat(state).isEqualTo("none");
      state = "outer";
    }

    @Nested
    final class Inner {
      @BeforeEach
      void innerBefore() {
        assertThat(state).isEqualTo("outer");
        state = "inner";
      }

      @ExploreSchedules(runs = 3, strategy = Strategy.RANDOM)
      void runs() {
        assertThat(state).isEqualTo("inner");
        state = "done";
        log.add(state);
      }

      @AfterEach
      void innerAfter() {
        assertThat(state).isEqualTo("done");
      }
    }
  }

  @Test
  void aNestedClassHasFreshOuterInstances() {
    run(OuterCase.class).assertStatistics(s -> s.succeeded(1).failed(0));
    assertThat(OuterCase.log).hasSizeGreaterThanOrEqualTo(3);
  }

  static final class UnfinishedCase {
    @ExploreSchedules(runs = 3)
    void forgetsToFinish(Steps steps) {
      steps.expect(1);
    }
  }

  @Test
  void unfinishedStepsFailARun() {
    assertThat(failure(UnfinishedCase.class))
        .isInstanceOf(ScheduleFailure.class)
        .hasMessageContaining("the test ended after step 1 of its Steps");
  }

  static final class CancelCase {
    private boolean held;

    @ExploreSchedules(runs = 200, cancelEverywhere = true)
    void leaksWhatItHoldsWhenItIsCancelled() {
      try {
        await(
            gather(
                () -> {
                  held = true;
                  sleep(1);
                  held = false; // not in a finally
                }));
      } finally {
        assertThat(held).as("held").isFalse();
      }
    }
  }

  @Test
  void cancellationsAreInjected() {
    assertThat(failure(CancelCase.class))
        .isInstanceOf(ScheduleFailure.class)
        .cause()
        .hasMessageContaining("held");
  }

  // --- a test of ours that passes ---------------------------------------------------------------

  private final Lock lock = new Lock();
  private int counter;

  @ExploreSchedules(runs = 200)
  void aLockKeepsUpdates() {
    await(gather(this::increment, this::increment, this::increment));

    assertThat(counter).isEqualTo(3);
  }

  private void increment() {
    try (var held = lock.acquire()) {
      int before = counter;
      sleep(0);
      counter = before + 1;
    }
  }

  // --- on another kind of test ------------------------------------------------------------------

  static final class RepeatedCase {
    @ExploreSchedules(runs = 3)
    @RepeatedTest(2)
    void repeats(RepetitionInfo repetition) {}
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
        .filteredOn(message -> message.startsWith("@ExploreSchedules on repeats: expected"))
        .hasSize(2);
  }
}
