package org.asyncio4j.simulation;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Chance for one place of a world, such as a link or a disk: each event there has numbers of its
 * own, which follow from the seed, the place and how many events there were before. So what happens
 * in one place, or does not, changes nothing in another.
 *
 * @param seed of the place
 */
record Draws(long seed) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** What draws the least of everything. */
  static final RandomGenerator LEAST = () -> 0;

  /** {@return chance for a place of a world} */
  static Draws of(long seedOfWorld, String place) {
    // By String.hashCode, which is specified: it is the same in every JVM.
    return new Draws(mix(seedOfWorld * GOLDEN + place.hashCode()));
  }

  /** {@return what an event draws from} */
  RandomGenerator of(int event) {
    return new SplittableRandom(mix(seed + event * GOLDEN));
  }

  /** {@return a stream of numbers, for what is not counted} */
  RandomGenerator stream() {
    return new SplittableRandom(seed);
  }

  // David Stafford's thirteenth variant of MurmurHash3's finalizer.
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
