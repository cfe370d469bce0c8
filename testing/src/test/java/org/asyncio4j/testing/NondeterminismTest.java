package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.asyncio4j.Action;
import org.asyncio4j.TaskOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A test that depends on more than its schedule is told so. */
@Timeout(60)
final class NondeterminismTest {
  private static final ExploreOptions OPTIONS = ExploreOptions.DEFAULT;

  private static void assertDetected(Action body, String... differences) {
    assertThatThrownBy(() -> AsyncTests.explore(OPTIONS, body))
        .isInstanceOf(NondeterminismError.class)
        .hasMessageContaining("the test does not depend on its schedule alone")
        .hasMessageContainingAll(differences);
  }

  @Test
  void theMachinesClockIsDetected() {
    assertDetected(
        () -> sleep(System.nanoTime() % 1_000 / 1e9 + 1), "differs at step ", "once: ", "again: ");
  }

  /** Something that is ordered by where it happens to be in memory. */
  private static final class Key {
    private final int steps;

    Key(int steps) {
      this.steps = steps;
    }
  }

  @Test
  void theOrderOfAHashTableOfObjectsWithoutAHashCodeIsDetected() {
    assertDetected(
        () -> {
          Set<Key> keys = new HashSet<>();
          for (int i = 1; i <= 20; i++) {
            keys.add(new Key(i));
          }
          for (Key key : keys) {
            await(createTask(() -> {}, TaskOptions.DEFAULT.withName("key " + key.steps)));
          }
        },
        "differs at step ");
  }

  @Test
  void aFailureThatDoesNotComeAgainIsDetected() {
    var runs = new AtomicInteger();

    assertThatThrownBy(
            () ->
                AsyncTests.explore(
                    OPTIONS, () -> assertThat(runs.incrementAndGet()).isNotEqualTo(1)))
        .isInstanceOf(NondeterminismError.class)
        .hasMessageContaining("it failed, and passed when it was run again")
        .hasCauseInstanceOf(AssertionError.class);
  }

  @Test
  void aStateThatRunsShareIsDetected() {
    var runs = new AtomicInteger();

    assertDetected(() -> sleep(runs.incrementAndGet()), "differs at step ");
  }

  @Test
  void aRunOfTheSampleIsMadeTwice() {
    var runs = new AtomicInteger();

    Exploration explored =
        AsyncTests.explore(
            OPTIONS.withStrategy(Strategy.RANDOM).withRuns(201), runs::incrementAndGet);

    assertThat(explored.runs()).isEqualTo(201);
    assertThat(runs).hasValue(201 + 3);
  }

  @Test
  void whatTheTestFailedWithIsTheCauseOfADifference() {
    var runs = new AtomicInteger();

    assertThatThrownBy(
            () ->
                AsyncTests.explore(
                    OPTIONS,
                    () -> {
                      sleep(runs.incrementAndGet());
                      throw new AssertionError("of the test");
                    }))
        .isInstanceOf(NondeterminismError.class)
        .hasMessageContaining("differs at step ")
        .hasRootCauseMessage("of the test");
  }

  @Test
  void aFailureOfTheSecondRunOfTheSampleIsNotLost() {
    var runs = new AtomicInteger();

    assertThatThrownBy(
            () ->
                AsyncTests.explore(
                    OPTIONS,
                    () -> {
                      var steps = new Steps();
                      if (runs.incrementAndGet() == 1) {
                        steps.finish(1);
                      }
                    }))
        .isInstanceOf(NondeterminismError.class)
        .hasMessageContaining("it passed, and failed when it was run again")
        .hasCauseInstanceOf(AsyncTestError.class);
  }
}
