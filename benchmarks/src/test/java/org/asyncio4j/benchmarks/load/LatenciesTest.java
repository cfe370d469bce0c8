package org.asyncio4j.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void percentilesAreWithinTwoPercent() {
    for (int nanos = 1; nanos <= 1_000_000; nanos++) {
      latencies.add(nanos);
    }

    assertThat(latencies.total()).isEqualTo(1_000_000);
    assertThat(latencies.percentile(0.5)).isCloseTo(500_000, withinPercentage(2));
    assertThat(latencies.percentile(0.99)).isCloseTo(990_000, withinPercentage(2));
  }

  @Test
  void anyDurationHasAPlaceThatIsNotBelowIt() {
    var random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long nanos = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(62);
      latencies.clear();
      latencies.add(nanos);

      assertThat(latencies.percentile(1)).isCloseTo(nanos, withinPercentage(2));
    }
  }

  @Test
  void nothingHasNoPercentiles() {
    assertThat(latencies.percentile(0.99)).isZero();
  }
}
