package org.asyncio4j.benchmarks.load;

import java.util.Arrays;

/** Counts durations in classes whose bounds are 1.6 percent apart, and never allocates. */
final class Latencies {
  private static final int BITS = 6;
  private static final int STEPS = 1 << BITS;

  private final long[] counts = new long[(Long.SIZE - BITS) << BITS];
  private long total;

  void clear() {
    Arrays.fill(counts, 0);
    total = 0;
  }

  void add(long nanos) {
    counts[place(Math.max(0, nanos))]++;
    total++;
  }

  long total() {
    return total;
  }

  /** {@return the duration that so large a part of all does not exceed, in nanoseconds} */
  double percentile(double part) {
    long wanted = Math.max(1, (long) Math.ceil(total * part));
    long seen = 0;
    for (int place = 0; place < counts.length; place++) {
      seen += counts[place];
      if (seen >= wanted) {
        return upperBound(place);
      }
    }
    return 0;
  }

  // Below STEPS one class for each; above, STEPS classes for each power of two.
  private static int place(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - BITS;
    return ((shift + 1) << BITS) + (int) ((nanos >>> shift) - STEPS);
  }

  private static double upperBound(int place) {
    if (place < STEPS) {
      return place;
    }
    int shift = (place >> BITS) - 1;
    long steps = (long) STEPS + (place & (STEPS - 1));
    return ((steps + 1) << shift) - 1;
  }
}
