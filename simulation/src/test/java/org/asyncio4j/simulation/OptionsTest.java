package org.asyncio4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Latencies and bad input. */
final class OptionsTest {

  private static LongStream samples(Latency latency) {
    var random = new SplittableRandom(1);
    return LongStream.range(0, 100_000).map(_ -> latency.nanos(random));
  }

  @Test
  void fixedIsAlwaysTheSame() {
    assertThat(samples(Latency.fixed(0.5)).distinct()).containsExactly(500_000_000L);
  }

  @Test
  void uniformIsBetweenItsLimits() {
    assertThat(samples(Latency.uniform(1, 2)).boxed())
        .allMatch(nanos -> nanos >= 1_000_000_000L && nanos <= 2_000_000_000L);
  }

  @Test
  void exponentialHasItsMean() {
    assertThat(samples(Latency.exponential(1, 1)).average().orElseThrow())
        .isBetween(1.98e9, 2.02e9);
    assertThat(samples(Latency.exponential(1, 1)).min().orElseThrow())
        .isGreaterThanOrEqualTo(1_000_000_000L);
  }

  @Test
  void longTailIsOneInThirtyTenTimesAsLong() {
    assertThat(samples(Latency.longTail(1)).filter(nanos -> nanos >= 10_000_000_000L).count())
        .isBetween(2_800L, 3_500L);
    assertThat(samples(Latency.longTail(1)).max().orElseThrow())
        .isBetween(100_000_000_000L, 1_000_000_000_000L);
  }

  @Test
  void badInputIsNamed() {
    assertThatThrownBy(() -> Latency.fixed(-1)).hasMessage("seconds must be >= 0, got -1.0");
    assertThatThrownBy(() -> Latency.uniform(2, 1)).hasMessage("most must be >= 2.0, got 1.0");
    assertThatThrownBy(() -> LinkOptions.DEFAULT.withLoss(2))
        .hasMessage("loss must be in 0..1, got 2.0");
    assertThatThrownBy(() -> LinkOptions.DEFAULT.withBandwidth(0))
        .hasMessage("bytesPerSecond must be > 0, got 0");
    assertThatThrownBy(() -> NetworkOptions.DEFAULT.withWindow(0))
        .hasMessage("window must be > 0, got 0");
    assertThatThrownBy(() -> NetworkOptions.DEFAULT.withConnectTimeout(Duration.ZERO))
        .hasMessage("connectTimeout must be > 0, got PT0S");
    assertThatThrownBy(() -> SimulationOptions.DEFAULT.withLimit(Duration.ZERO))
        .hasMessage("limit must be > 0, got PT0S");
    assertThatThrownBy(() -> Simulation.runSeeds(SimulationOptions.DEFAULT, 0, _ -> {}))
        .hasMessage("count must be > 0, got 0");
  }

  @Test
  void timesThatAreNoneAreRefused() {
    assertThatThrownBy(() -> Latency.fixed(Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seconds")
        .hasMessageContaining("Infinity");
    assertThatThrownBy(
            () ->
                Simulation.run(
                    SimulationOptions.DEFAULT.withLink(LinkOptions.DEFAULT.withLatency(_ -> -1)),
                    simulation -> simulation.node("a").run(() -> Programs.ask("b", "hello"))))
        .hasStackTraceContaining("b: name or service not known");
    assertThatThrownBy(
            () ->
                Simulation.run(
                    SimulationOptions.DEFAULT.withLink(LinkOptions.DEFAULT.withLatency(_ -> -1)),
                    simulation -> {
                      simulation.node("b");
                      simulation.node("a").run(() -> Programs.ask("b", "hello"));
                    }))
        .hasStackTraceContaining("a latency must be >= 0 nanoseconds, got -1");
  }
}
