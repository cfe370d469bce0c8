package org.asyncio4j.testing;

import java.util.Arrays;

/** What was picked, of how many, at each decision of a run. */
final class Decisions {
  private int[] picked = new int[32];
  private int[] sizes = new int[32];
  private int count;

  void add(int index, int size) {
    if (count == picked.length) {
      picked = Arrays.copyOf(picked, count * 2);
      sizes = Arrays.copyOf(sizes, count * 2);
    }
    picked[count] = index;
    sizes[count] = size;
    count++;
  }

  int count() {
    return count;
  }

  int picked(int decision) {
    return picked[decision];
  }

  int size(int decision) {
    return sizes[decision];
  }

  /** {@return a number that other decisions hardly share} */
  long fingerprint() {
    long hash = count;
    for (int i = 0; i < count; i++) {
      hash = (hash ^ (picked[i] + 1)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
