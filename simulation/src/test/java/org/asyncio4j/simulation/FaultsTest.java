package org.asyncio4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.asyncio4j.FaultPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Points where something may go wrong. */
@Timeout(60)
final class FaultsTest {

  /** {@return how often a point has fired of a hundred times} */
  private static int fired(long seed, FaultPlan plan, String point) {
    int[] count = {0};
    Simulation.run(
        SimulationOptions.DEFAULT.withSeed(seed).withFaults(plan),
        simulation ->
            simulation
                .node("node")
                .run(
                    () -> {
                      for (int i = 0; i < 100; i++) {
                        count[0] += FaultPoint.fires(point) ? 1 : 0;
                      }
                    }));
    return count[0];
  }

  @Test
  void nothingFiresOutsideASimulation() {
    assertThat(FaultPoint.fires("point")).isFalse();
    assertThat(FaultPoint.fires("point", 1)).isFalse();
  }

  @Test
  void nothingFiresWithoutAPlan() {
    assertThat(fired(1, FaultPlan.NONE, "point")).isZero();
  }

  @Test
  void plannedPointFiresWithItsProbability() {
    assertThat(fired(1, FaultPlan.of("point", 0.5), "point")).isBetween(30, 70);
    assertThat(fired(1, FaultPlan.of("point", 1), "point")).isEqualTo(100);
    assertThat(fired(1, FaultPlan.of("point", 0.5), "another")).isZero();
  }

  @Test
  void plannedOnceIsOnceAndNeverIsNever() {
    assertThat(fired(1, FaultPlan.once("point"), "point")).isEqualTo(1);
    for (int seed = 0; seed < 20; seed++) {
      assertThat(fired(seed, FaultPlan.BUGGIFY.withNever("point"), "point")).isZero();
    }
  }

  @Test
  void buggifyEnablesAQuarterOfThePointsInARun() {
    int enabled = 0;
    for (int seed = 0; seed < 200; seed++) {
      int count = fired(seed, FaultPlan.BUGGIFY, "point");
      assertThat(count)
          .satisfiesAnyOf(c -> assertThat(c).isZero(), c -> assertThat(c).isBetween(8, 45));
      enabled += count > 0 ? 1 : 0;
    }
    assertThat(enabled).isBetween(30, 70);
  }

  @Test
  void whatHasFiredIsInTheReportAndInTheFailure() {
    var options = SimulationOptions.DEFAULT.withFaults(FaultPlan.once("lose-it").with("often", 1));
    SimulationProgram program =
        _ -> {
          FaultPoint.fires("often");
          FaultPoint.fires("lose-it");
          FaultPoint.fires("often");
        };

    assertThat(Simulation.run(options, program).faults()).isEqualTo(List.of("often x2", "lose-it"));
    assertThatThrownBy(
            () ->
                Simulation.run(
                    options,
                    simulation -> {
                      program.run(simulation);
                      throw new IllegalStateException("broken");
                    }))
        .hasMessageContaining("faults: often x2, lose-it");
  }

  @Test
  void probabilitiesAreChecked() {
    assertThatThrownBy(() -> FaultPlan.of("point", 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("probability must be in 0..1, got 1.5");
    assertThatThrownBy(() -> Simulation.run(1, _ -> FaultPoint.fires("point", Double.NaN)))
        .hasRootCauseMessage("probability of point must be in 0..1, got NaN");
  }

  @Test
  void onlyThePlanOfItsOwnContextDecides() {
    Stream.of(1, 2)
        .forEach(
            seed ->
                Simulation.run(
                    SimulationOptions.DEFAULT.withFaults(FaultPlan.of("point", 1)),
                    _ -> assertThat(FaultPoint.fires("point")).isTrue()));
    assertThat(FaultPoint.fires("point", 1)).isFalse();
  }
}
