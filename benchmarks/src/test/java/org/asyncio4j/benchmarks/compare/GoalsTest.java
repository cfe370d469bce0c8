package org.asyncio4j.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.asyncio4j.benchmarks.compare.Contestants.BARE_PARK;
import static org.asyncio4j.benchmarks.compare.Contestants.CPYTHON;
import static org.asyncio4j.benchmarks.compare.Contestants.KOTLIN;
import static org.asyncio4j.benchmarks.compare.Contestants.LOOP;
import static org.asyncio4j.benchmarks.compare.Contestants.STACKLESS;
import static org.asyncio4j.benchmarks.compare.Contestants.THREADS;
import static org.asyncio4j.benchmarks.compare.Workload.MEMORY;
import static org.asyncio4j.benchmarks.compare.Workload.SWITCH;

import java.nio.file.Path;
import java.util.List;
import org.asyncio4j.benchmarks.compare.Goal.Outcome;
import org.asyncio4j.benchmarks.compare.Goal.Rule;
import org.junit.jupiter.api.Test;

final class GoalsTest {
  private final Results results =
      Fakes.results(List.of(SWITCH, MEMORY), LOOP, STACKLESS, CPYTHON, KOTLIN, THREADS, BARE_PARK);

  private static Goal goal(Workload workload, String ours, String other, Rule rule) {
    return Goals.ALL.stream()
        .filter(goal -> goal.workload() == workload && goal.ours().equals(ours))
        .filter(goal -> goal.other().equals(other) && goal.rule() == rule)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void timesAsFastDividesTheOthersMedianByOurs() {
    Goal goal = goal(SWITCH, LOOP, CPYTHON, Rule.TIMES_AS_FAST);
    Fakes.add(results, LOOP, SWITCH, 100, 900, 90);
    Fakes.add(results, CPYTHON, SWITCH, 500);

    assertThat(goal.measured(results).orElseThrow()).isEqualTo(5);
    assertThat(goal.outcome(results)).isEqualTo(Outcome.MET);
    assertThat(goal.wanted()).isEqualTo("≥ 5× as fast");
    assertThat(goal.text(5)).isEqualTo("5.00× as fast");
  }

  @Test
  void timesAsFastIsMissedJustBelow() {
    Fakes.add(results, LOOP, SWITCH, 100);
    Fakes.add(results, CPYTHON, SWITCH, 499.9);

    assertThat(goal(SWITCH, LOOP, CPYTHON, Rule.TIMES_AS_FAST).outcome(results))
        .isEqualTo(Outcome.MISSED);
  }

  @Test
  void atMostTimesDividesOursByTheOthers() {
    Goal goal = goal(SWITCH, LOOP, BARE_PARK, Rule.AT_MOST_TIMES);
    Fakes.add(results, LOOP, SWITCH, 125);
    Fakes.add(results, BARE_PARK, SWITCH, 100);

    assertThat(goal.measured(results).orElseThrow()).isEqualTo(1.25, within(1e-9));
    assertThat(goal.outcome(results)).isEqualTo(Outcome.MET);
    assertThat(goal.wanted()).isEqualTo("≤ 1.25× the time");
  }

  @Test
  void memoryMayBeSomeBytesMore() {
    Goal goal = goal(MEMORY, LOOP, THREADS, Rule.AT_MOST_MORE);
    Fakes.add(results, LOOP, MEMORY, 1_251);
    Fakes.add(results, THREADS, MEMORY, 1_000);

    assertThat(goal.measured(results).orElseThrow()).isEqualTo(251);
    assertThat(goal.outcome(results)).isEqualTo(Outcome.MISSED);
    assertThat(goal.text(251)).isEqualTo("251 bytes more");
    assertThat(goal.wanted()).isEqualTo("≤ 250 bytes more");
  }

  @Test
  void nothingIsJudgedThatWasNotMeasured() {
    Fakes.add(results, LOOP, SWITCH, 100);

    assertThat(goal(SWITCH, LOOP, CPYTHON, Rule.TIMES_AS_FAST).outcome(results))
        .isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void aFailureIsNoFigureEvenIfThereAreSamples() {
    Fakes.add(results, LOOP, SWITCH, 100);
    Fakes.add(results, CPYTHON, SWITCH, 1_000);
    results.add(new Failure(CPYTHON, SWITCH, "died"));

    assertThat(goal(SWITCH, LOOP, CPYTHON, Rule.TIMES_AS_FAST).outcome(results))
        .isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void whatIsOnlyShownIsNeitherMetNorMissed() {
    Fakes.add(results, LOOP, SWITCH, 300);
    Fakes.add(results, KOTLIN, SWITCH, 100);

    Goal goal = goal(SWITCH, LOOP, KOTLIN, Rule.SHOWN);

    assertThat(goal.measured(results).orElseThrow()).isEqualTo(3);
    assertThat(goal.outcome(results)).isEqualTo(Outcome.NONE);
  }

  @Test
  void goalsAreAboutContestantsThatThereAre() {
    var setup = new Setup(Path.of("/checkout"), "b.jar", "1", "python3", "python3", List.of());
    List<String> ids = Contestants.all(setup).stream().map(Contestant::id).toList();

    assertThat(Goals.ALL)
        .hasSize(53)
        .doesNotHaveDuplicates()
        .allSatisfy(goal -> assertThat(ids).contains(goal.ours(), goal.other()));
  }

  @Test
  void onlyWorkloadsThatWereMeasuredHaveGoals() {
    assertThat(Goals.of(results)).extracting(Goal::workload).containsOnly(SWITCH, MEMORY);
  }
}
