package org.asyncio4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.sleep;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of many failures the one to read. */
@Timeout(60)
final class ShortestFailureTest {
  private static final int SEEDS = 50;

  private final Map<Long, Integer> sleeps = new TreeMap<>();

  /** Fails after as many sleeps as the seed says, if these are more than five. */
  private void fails(Simulation simulation) {
    int count = simulation.random().nextInt(20);
    sleeps.put(simulation.seed(), count);
    for (int i = 0; i < count; i++) {
      sleep(1);
    }
    assertThat(count).isLessThanOrEqualTo(5);
  }

  @Test
  void allAreRunAndTheShortestOfThoseThatFailIsFound() {
    var options = SimulationOptions.DEFAULT.withSeed(100);

    SimulationError failure = Simulation.shortestFailure(options, SEEDS, this::fails).orElseThrow();

    assertThat(sleeps).hasSize(SEEDS).containsKey(100L);
    int fewest = sleeps.values().stream().filter(count -> count > 5).min(Integer::compare).get();
    long first = sleeps.keySet().stream().filter(s -> sleeps.get(s) == fewest).findFirst().get();
    assertThat(failure.report().seed()).isEqualTo(first);
    assertThat(failure).hasMessageContaining("-Dasyncio4j.simulation=%s:quiet".formatted(first));
  }

  @Test
  void nothingIsFoundWhereNothingFails() {
    assertThat(Simulation.shortestFailure(SimulationOptions.DEFAULT, SEEDS, _ -> sleep(1)))
        .isEmpty();
  }

  @Test
  void noneAtAllIsAMistake() {
    assertThatThrownBy(() -> Simulation.shortestFailure(SimulationOptions.DEFAULT, 0, this::fails))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count must be > 0, got 0");
  }
}
