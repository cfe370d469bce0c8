package org.asyncio4j.testing.plain;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * The random numbers of one simulation that the JDK would take from the machine. Apart from the
 * policy's, so that a program may draw more of them without changing the schedule.
 */
final class Randomness {
  private static final long OTHER_THAN_THE_POLICY = 0x5851f42d4c957f2dL;

  private final SplittableRandom seeds;
  private final long salt;
  private final Random shared;

  Randomness(long seed) {
    seeds = new SplittableRandom(seed ^ OTHER_THAN_THE_POLICY);
    salt = seeds.nextLong();
    shared = new Random(seeds.nextLong());
  }

  /** {@return the next seed of a generator} */
  long seed() {
    return seeds.nextLong();
  }

  /** {@return what the order of immutable sets and maps follows from} */
  long salt() {
    return salt;
  }

  /** {@return the generator of those who share one, such as {@code Math.random}} */
  Random shared() {
    return shared;
  }
}
