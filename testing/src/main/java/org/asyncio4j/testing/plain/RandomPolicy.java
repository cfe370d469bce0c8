package org.asyncio4j.testing.plain;

import java.util.SplittableRandom;
import org.asyncio4j.SchedulePolicy;

/** Picks at random: everything that is ready is as likely. */
final class RandomPolicy implements SchedulePolicy {
  private final SplittableRandom random;

  RandomPolicy(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public int pick(Ready ready) {
    return random.nextInt(ready.size());
  }
}
