package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.util.HashSet;
import java.util.Set;
import org.asyncio4j.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small tests are explored to the end. */
@Timeout(60)
final class ExploreAllTest {
  private static final ExploreOptions ALL =
      ExploreOptions.DEFAULT.withStrategy(Strategy.EXHAUSTIVE);

  private final Set<String> orders = new HashSet<>();

  /** Nothing runs but these tasks, of so many steps each, until the main task wakes up. */
  private Action tasks(int... steps) {
    return () -> {
      var order = new StringBuilder();
      for (int i = 0; i < steps.length; i++) {
        char name = (char) ('a' + i);
        int count = steps[i];
        createTask(
            () -> {
              for (int step = 1; step <= count; step++) {
                order.append(name);
                if (step < count) {
                  sleep(0);
                }
              }
            });
      }
      sleep(1);
      orders.add(order.toString());
    };
  }

  private void assertExplored(Exploration explored, int number) {
    assertThat(explored.complete()).isTrue();
    assertThat(explored.runs()).isEqualTo(number);
    assertThat(explored.schedules()).isEqualTo(number);
    assertThat(orders).hasSize(number);
  }

  @Test
  void twoTasksOfThreeStepsHaveTwentyInterleavings() {
    assertExplored(AsyncTests.explore(ALL, tasks(3, 3)), 20); // 6! / (3! 3!)
  }

  @Test
  void threeTasksOfTwoStepsHaveNinety() {
    assertExplored(AsyncTests.explore(ALL, tasks(2, 2, 2)), 90); // 6! / (2! 2! 2!)
  }

  @Test
  void oneTaskHasOne() {
    assertExplored(AsyncTests.explore(ALL, tasks(5)), 1);
  }

  @Test
  void whatDoesNotFitIntoTheRunsIsNotComplete() {
    Exploration explored = AsyncTests.explore(ALL.withRuns(19), tasks(3, 3));

    assertThat(explored.complete()).isFalse();
    assertThat(explored.runs()).isEqualTo(19);
    assertThat(orders).hasSize(19);
  }

  @Test
  void aMixedExplorationOfASmallTestIsComplete() {
    Exploration explored = AsyncTests.explore(ExploreOptions.DEFAULT, tasks(3, 3));

    assertThat(explored.complete()).isTrue();
    assertThat(explored.runs()).isLessThan(100);
    assertThat(explored.schedules()).isEqualTo(20);
    assertThat(orders).hasSize(20);
  }

  @Test
  void aMixedExplorationOfATestWithoutChoicesIsOneRun() {
    Exploration explored = AsyncTests.explore(ExploreOptions.DEFAULT, () -> sleep(1));

    assertThat(explored.complete()).isTrue();
    assertThat(explored.runs()).isEqualTo(1);
  }

  @Test
  void aMixedExplorationOfALargeTestUsesAllItsRuns() {
    Exploration explored = AsyncTests.explore(ExploreOptions.DEFAULT, tasks(9, 9, 9));

    assertThat(explored.complete()).isFalse();
    assertThat(explored.runs()).isEqualTo(1_000);
    assertThat(explored.schedules()).isGreaterThan(800);
  }
}
