package org.asyncio4j.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.testing.junit.Kit.run;

import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.asyncio4j.testing.VirtualClock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a method does not say, its class does. */
@Timeout(60)
final class SettingsTest {

  @InEventLoop(tasksLeft = TasksLeft.CANCEL)
  static final class MayLeaveTasksCase {
    @Test
    void anyTest() {
      createTask(() -> sleep(1));
    }

    @AsyncTest
    void asyncTest() {
      createTask(() -> sleep(1));
    }

    @AsyncTest(timeout = 30)
    void asyncTestThatSaysSomethingElse() {
      createTask(() -> sleep(1));
    }

    @ExploreSchedules(runs = 3)
    void explored() {
      createTask(() -> sleep(1));
    }

    @Nested
    final class Inside {
      @InEventLoop(clock = TestClock.MANUAL)
      @Test
      void ofTheSameKind(VirtualClock clock) {
        assertThat(clock.isManual()).isTrue();
        createTask(() -> sleep(1));
      }
    }
  }

  @Test
  void whatAClassAllowsHoldsForEachKindOfTestInIt() {
    run(MayLeaveTasksCase.class).assertStatistics(s -> s.succeeded(5).failed(0));
  }

  @InEventLoop(tasksLeft = TasksLeft.CANCEL)
  static final class StricterMethodsCase {
    @AsyncTest(tasksLeft = TasksLeft.FAIL)
    void asyncTest() {
      createTask(() -> sleep(1));
    }

    @ExploreSchedules(runs = 3, tasksLeft = TasksLeft.FAIL)
    void explored() {
      createTask(() -> sleep(1));
    }

    @ExploreSchedules(runs = 3)
    @AsyncTest(tasksLeft = TasksLeft.FAIL)
    void exploredBesideTheOther() {
      createTask(() -> sleep(1));
    }
  }

  @Test
  void whatAMethodSaysGoesBeforeItsClass() {
    run(StricterMethodsCase.class).assertStatistics(s -> s.succeeded(0).failed(3));
  }

  @InEventLoop(clock = TestClock.REAL)
  static final class RealTimeCase {
    @ExploreSchedules(runs = 3)
    void exploredInVirtualTimeAllTheSame(VirtualClock clock) {
      sleep(3600);
    }

    @AsyncTest
    void inRealTime() {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void anExplorationIsInVirtualTimeWhateverItsClassSays() {
    run(RealTimeCase.class).assertStatistics(s -> s.succeeded(2).failed(0));
  }

  static final class TwoCase {
    @AsyncTest(timeout = {1, 2})
    void saysTwoThings() {}
  }

  @Test
  void twoValuesOfOneSettingAreRefused() {
    run(TwoCase.class)
        .failed()
        .assertEventsMatchExactly(
            org.junit.platform.testkit.engine.EventConditions.finishedWithFailure(
                org.junit.platform.testkit.engine.TestExecutionResultConditions.message(
                    "timeout of a test: expected at most one, got 2")));
  }
}
