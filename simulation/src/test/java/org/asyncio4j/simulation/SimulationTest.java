package org.asyncio4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A world from a seed. */
@Timeout(60)
final class SimulationTest {

  private static void echoes(Simulation simulation) throws Exception {
    simulation.node("server").start(Programs::echo);
    Node client = simulation.node("client");
    for (int i = 0; i < 3; i++) {
      String said = "line " + i;
      assertThat(client.run(() -> Programs.ask("server", said))).isEqualTo(said);
    }
  }

  @Test
  void twoNodesTalkOverTheNetworkWithTheProductionProgram() {
    SimulationReport report = Simulation.run(1, SimulationTest::echoes);

    assertThat(report.simulated()).isBetween(Duration.ofMillis(3), Duration.ofMillis(60));
    assertThat(report.events()).anyMatch(line -> line.contains("client") && line.contains("10.0.0.1:7"));
  }

  @Test
  void theSameSeedGivesTheSameHash() {
    assertThat(Simulation.run(7, SimulationTest::echoes))
        .isEqualTo(Simulation.run(7, SimulationTest::echoes));
  }

  @Test
  void anotherSeedGivesAnotherHash() {
    long different =
        LongStream.range(0, 50)
            .map(seed -> Simulation.run(seed, SimulationTest::echoes).hash())
            .distinct()
            .count();

    assertThat(different).isEqualTo(50);
  }
}
