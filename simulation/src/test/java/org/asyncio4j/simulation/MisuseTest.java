package org.asyncio4j.simulation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** What is asked of a simulation that it cannot do. */
@Isolated // the property is the whole JVM's
@Timeout(60)
final class MisuseTest {

  @AfterEach
  void forgetTheSeed() {
    System.clearProperty(Simulation.REPLAY_PROPERTY);
  }

  @Test
  void simulationInsideARunningLoopIsRefused() {
    Asyncio.run(
        () ->
            assertThatThrownBy(() -> Simulation.run(1, _ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("running"));
  }

  @Test
  void seedThatIsNoNumberIsRefused() {
    System.setProperty(Simulation.REPLAY_PROPERTY, "17L");
    assertThatThrownBy(() -> Simulation.run(1, _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("replay '17L' is malformed: expected a seed, or something like '17:cut@1'");
  }
}
