package org.asyncio4j.benchmarks.compare;

import java.util.Arrays;
import java.util.Collection;

/**
 * What samples come to.
 *
 * @param median the one in the middle, or the mean of the two
 * @param least the smallest
 * @param most the largest
 */
record Statistics(double median, double least, double most) {

  /** {@return the statistics of some numbers, at least one} */
  static Statistics of(Collection<Double> numbers) {
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("no numbers: expected at least one");
    }
    double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Statistics(median(sorted), sorted[0], sorted[sorted.length - 1]);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }

  /** {@return how far the farthest sample is from the median, as a part of it} */
  double spread() {
    return median == 0 ? 0 : Math.max(most - median, median - least) / median;
  }
}
