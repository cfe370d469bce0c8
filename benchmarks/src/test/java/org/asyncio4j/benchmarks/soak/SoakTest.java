package org.asyncio4j.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.spi.EngineKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The soak finds nothing wrong, and everything that is put there to be found. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class SoakTest {
  private static final double SHORTEST = 0.2;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true);

  @Test
  void shortSoakHoldsAllInvariants() {
    Soak soak = Soak.parse(List.of("--seconds", "4", "--seed", "1"));

    assertThat(soak.run(out)).as(printed::toString).isEmpty();
    assertThat(printed.toString()).contains("timers 0").contains("heap: ");
  }

  @Test
  void shortHostileSoakHoldsAllInvariants() {
    Soak soak = Soak.parse(List.of("--seconds", "2", "--seed", "4", "--hostile"));

    assertThat(soak.run(out))
        .as(printed::toString)
        .filteredOn(failure -> !failure.startsWith("the heap is flat")) // too short for this one
        .isEmpty();
  }

  @Test
  void shortSoakOnTheHandOffEngineHoldsAllInvariants() {
    Soak soak = Soak.parse(List.of("--seconds", "2", "--seed", "2", "--engine", "handoff"));

    assertThat(soak.run(out))
        .as(printed::toString)
        .filteredOn(failure -> !failure.startsWith("the heap is flat")) // too short for this one
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void plantedFaultIsFound(Plant plant) {
    var soak = new Soak(SHORTEST, 3, EngineKind.LOOP, Mix.USUAL, plant);

    assertThat(soak.run(out)).anyMatch(failure -> failure.startsWith(plant.invariant()));
  }

  @Test
  void argumentsAreRead() {
    assertThat(Soak.parse(List.of("--minutes", "2", "--seed", "7")))
        .isEqualTo(new Soak(120, 7, EngineKind.LOOP, Mix.USUAL, Plant.NONE));
    assertThat(Soak.parse(List.of()).seconds()).isEqualTo(600);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--minutes 0", "--seconds x", "--seed", "--engine quick", "--hours 1"})
  void wrongArgumentsAreRefused(String arguments) {
    assertThatThrownBy(() -> Soak.parse(List.of(arguments.split(" ", -1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void histogramIsRead() {
    Census census =
        Census.read(
            """
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:         11000         545688  [B (java.base@25.0.3)
               2:            12            480  org.asyncio4j.Task
               3:             2             80  org.asyncio4j.Alarm
               4:             3             80  org.asyncio4j.internal.engine.ScheduledFrame
            Total        11017         546248
            """);

    assertThat(census.bytes()).isEqualTo(546_248);
    assertThat(census.of("Task")).isEqualTo(12);
    assertThat(census.timers()).isEqualTo(2);
    assertThat(census.frames()).isEqualTo(3);
  }
}
