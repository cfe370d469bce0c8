package org.asyncio4j.testing;

import java.util.SplittableRandom;

/** Random numbers for each run, the same in each exploration with the same seed. */
final class Randoms {
  private final SplittableRandom source;

  Randoms(long seed) {
    source = new SplittableRandom(seed);
  }

  SplittableRandom next() {
    return source.split();
  }
}
