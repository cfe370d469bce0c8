package org.asyncio4j.testing.plain;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * The random numbers of one simulation that the JDK would take from the machine. Apart from the
 * policy's, so that a program may draw more of them without changing the schedule.
 */
final class Randomness {
  private static final long OTHER_THAN_THE_POLICY = 0x5851f42d4c957f2dL;

  // How often threads are switched where they need not be: some bugs need it often, some hardly
  // ever, so each run chooses.
  private static final int[] SWITCH_ONE_IN = {2, 4, 10, 30, 100};

  private final SplittableRandom seeds;
  private final SplittableRandom points;
  private final int switchOneIn;
  private final long salt;
  private final Random shared;

  Randomness(long seed) {
    seeds = new SplittableRandom(seed ^ OTHER_THAN_THE_POLICY);
    points = seeds.split();
    switchOneIn = SWITCH_ONE_IN[points.nextInt(SWITCH_ONE_IN.length)];
    salt = seeds.nextLong();
    shared = new Random(seeds.nextLong());
  }

  /** {@return whether the mounted thread lets another one run, at a place where it may} */
  boolean switches() {
    return points.nextInt(switchOneIn) == 0;
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
