package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.asyncio4j.testing.Plan.Cancellation;
import org.asyncio4j.testing.Plan.Moment;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedules as text, and options that say nothing. */
final class PlanTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"fifo", "fifo:7=2", "fifo:7=2,12=1", "fifo:cancel@5", "fifo:1=1,cancel-ready@2"})
  void whatIsPrintedIsRead(String text) {
    assertThat(Plan.parse(text)).hasToString(text);
  }

  @Test
  void aPlanHasDeviationsAndACancellation() {
    Plan plan = Plan.parse(" fifo:12=1,7=2,cancel-ready@5 ");

    assertThat(plan.deviations()).isEqualTo(Map.of(7, 2, 12, 1));
    assertThat(plan.cancellation()).isEqualTo(Optional.of(new Cancellation(Moment.READY, 5)));
    assertThat(plan).hasToString("fifo:7=2,12=1,cancel-ready@5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lifo",
        "fifo:",
        "fifo:7",
        "fifo:7=x",
        "fifo:7=2,",
        "fifo:7=0",
        "fifo:0=1",
        "fifo:7=1,7=2",
        "fifo:cancel@0",
        "fifo:cancel@1,cancel@2",
        "fifo:99999999999=1"
      })
  void whatIsNoScheduleIsRefused(String text) {
    assertThatThrownBy(() -> ExploreOptions.DEFAULT.withReplay(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("schedule '%s' is malformed at '".formatted(text));
  }

  @Test
  void optionsWithoutSenseAreRefused() {
    ExploreOptions options = ExploreOptions.DEFAULT;

    assertThatThrownBy(() -> options.withRuns(0)).hasMessage("runs must be > 0, got 0");
    assertThatThrownBy(() -> options.withDepth(-1)).hasMessage("depth must be > 0, got -1");
    assertThatThrownBy(() -> options.withMaxSteps(0)).hasMessage("maxSteps must be > 0, got 0");
    assertThatThrownBy(() -> options.withTest(TestOptions.DEFAULT.withClock(TestClock.REAL)))
        .hasMessage("cannot explore a test with clock REAL: expected VIRTUAL or MANUAL");
    assertThatThrownBy(() -> options.withStrategy(null)).hasMessage("strategy");
  }

  @Test
  void aSeedThatIsNoNumberIsRefused() {
    System.setProperty("asyncio4j.seed", "many");
    try {
      assertThatThrownBy(ExploreOptions.DEFAULT::withProperties)
          .hasMessage("system property asyncio4j.seed is 'many', expected a number");
    } finally {
      System.clearProperty("asyncio4j.seed");
    }
  }
}
