package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Event;
import org.asyncio4j.Lock;
import org.asyncio4j.Queue;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.asyncio4j.testing.junit.AsyncTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps, sequencers, waiting until all are blocked, checkpoints. */
@Timeout(60)
final class OrderTest {

  // --- Steps ------------------------------------------------------------------------------------

  @AsyncTest
  void stepsInTheirOrderPass() {
    var steps = new Steps();
    var task = createTask(() -> steps.expect(2));
    steps.expect(1);
    await(task);
    steps.finish(3);
  }

  @Test
  void aStepOutOfTurnFailsWithBothNumbersAndTheTask() {
    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    () -> {
                      var steps = new Steps();
                      steps.expect(1);
                      await(createTask(() -> steps.expect(3), TaskOptions.named("hasty")));
                    }))
        .isInstanceOfSatisfying(
            AsyncTestError.class,
            error -> assertThat(error.kind()).isEqualTo(AsyncTestError.Kind.ORDER))
        .hasMessage("expected step 2, got step 3 (in hasty)");
  }

  @Test
  void unfinishedStepsFailTheTestAtItsEnd() {
    assertThatThrownBy(() -> AsyncTests.run(() -> new Steps().expect(1)))
        .isInstanceOf(AsyncTestError.class)
        .hasMessage(
            "the test ended after step 1 of its Steps, expected that finish(n) says which is the"
                + " last");
  }

  @Test
  void stepsMadeBeforeTheTestBelongToTheOneThatUsesThem() {
    var steps = new Steps();

    assertThatThrownBy(() -> AsyncTests.run(() -> steps.expect(1)))
        .isInstanceOf(AsyncTestError.class)
        .hasMessageContaining("the test ended after step 1");
  }

  @Test
  void nothingComesAfterTheLastStep() {
    var steps = new Steps();
    steps.finish(1);

    assertThatThrownBy(() -> steps.expect(2))
        .isInstanceOf(AsyncTestError.class)
        .hasMessage("step 2 comes after finish(1)");
  }

  // --- Sequencer --------------------------------------------------------------------------------

  @Test
  void blocksRunInTheOrderOfTheirNumbers() {
    var log = new ArrayList<String>();
    AsyncTests.run(
        () -> {
          var sequencer = new Sequencer();
          await(
              gather(
                  () -> {
                    block(sequencer, 1, log);
                    block(sequencer, 3, log);
                  },
                  () -> {
                    block(sequencer, 0, log);
                    block(sequencer, 4, log);
                  },
                  () -> block(sequencer, 2, log)));
        });

    assertThat(log).containsExactly("+0", "-0", "+1", "-1", "+2", "-2", "+3", "-3", "+4", "-4");
  }

  private static void block(Sequencer sequencer, int number, List<String> log) {
    try (var turn = sequencer.at(number)) {
      log.add("+" + number);
      sleep(1);
      log.add("-" + number);
    }
  }

  @AsyncTest
  void aNumberIsUsedOnce() {
    var sequencer = new Sequencer();
    sequencer.at(0).close();

    assertThatThrownBy(() -> sequencer.at(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Sequencer has had a block at 0 already");
  }

  @AsyncTest
  void aCancelledBlockBreaksTheOrderForAllOthers() {
    var sequencer = new Sequencer();
    Task<?> cancelled = createTask(() -> sequencer.at(1).close());
    Task<?> other = createTask(() -> sequencer.at(2).close());
    AsyncTests.waitAllTasksBlocked();

    cancelled.cancel();

    assertThatThrownBy(() -> await(cancelled)).isInstanceOf(CancelledError.class);
    assertThatThrownBy(() -> await(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Sequencer: the block at 2 cannot come, one that waited was cancelled");
    assertThatThrownBy(() -> sequencer.at(0)).isInstanceOf(IllegalStateException.class);
  }

  // --- waiting until all are blocked ------------------------------------------------------------

  @AsyncTest
  void whoWaitsUntilAllAreBlockedGoesOnWhenTheyAreAndNoTimeHasPassed() {
    var event = new Event();
    var log = new ArrayList<String>();
    var busy =
        createTask(
            () -> {
              for (int i = 0; i < 100; i++) {
                sleep(0);
              }
              log.add("busy no more");
              sleep(1);
              log.add("later");
            });
    var waiter = createTask(event::await);

    AsyncTests.waitAllTasksBlocked();

    assertThat(log).containsExactly("busy no more");
    assertThat(getRunningLoop().time()).isZero();
    event.set();
    await(waiter);
    await(busy);
  }

  @Test
  void itWorksInRealTime() {
    AsyncTests.run(
        TestOptions.DEFAULT.withClock(TestClock.REAL).withTasksLeft(TasksLeft.CANCEL),
        () -> {
          var lock = new Lock();
          lock.acquire();
          var waiter = createTask(() -> lock.acquire());

          AsyncTests.waitAllTasksBlocked();

          assertThat(waiter.done()).isFalse();
        });
  }

  @AsyncTest
  void severalMayWaitUntilAllAreBlocked() {
    var one = AsyncTests.allTasksBlocked();
    var two = AsyncTests.allTasksBlocked();
    one.cancel();

    await(two);

    AsyncTests.waitAllTasksBlocked();
  }

  // --- checkpoints ------------------------------------------------------------------------------

  @AsyncTest
  void whatSuspendsPassesTheOneAndFailsTheOther() {
    assertThat(Checkpoints.<Integer>assertSuspends(() -> sleep(1, 42))).isEqualTo(42);

    assertThatThrownBy(() -> Checkpoints.assertNeverSuspends(this::sleepTwice))
        .isInstanceOf(AssertionError.class)
        .hasMessage("the call suspended 2 times, expected that it never does")
        .satisfies(
            error -> assertThat(error.getStackTrace()[0].getMethodName()).isEqualTo("sleepTwice"));
  }

  private void sleepTwice() {
    sleep(0);
    sleep(1);
  }

  @AsyncTest
  void whatDoesNotSuspendPassesTheOtherAndFailsTheOne() {
    var queue = new Queue<Integer>();
    Checkpoints.assertNeverSuspends(() -> queue.put(1));

    assertThatThrownBy(() -> Checkpoints.assertSuspends(() -> queue.put(2)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("the call did not suspend, expected that it does at least once");
  }

  @AsyncTest
  void suspensionsOfOthersDoNotCount() {
    var other = createTask(this::sleepTwice);
    Checkpoints.assertSuspends(() -> await(other));
    Checkpoints.assertNeverSuspends(() -> await(other));
  }

  @Test
  void checkpointsNeedATask() {
    assertThatThrownBy(() -> Checkpoints.assertSuspends(() -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no running event loop");
  }
}
