package org.asyncio4j.testing;

import java.util.SplittableRandom;
import org.asyncio4j.SchedulePolicy.Ready;

/** Picks any of those that are ready, with equal probability. */
final class RandomChooser implements Chooser {
  static final int STALLS_ONE_IN = 8;

  private final SplittableRandom random;
  private double leaves = 1;

  RandomChooser(SplittableRandom random) {
    this.random = random;
  }

  @Override
  public int choose(Ready ready, int decision) {
    leaves *= ready.size();
    return random.nextInt(ready.size());
  }

  @Override
  public boolean stalls(int decision) {
    boolean stalls = random.nextInt(STALLS_ONE_IN) == 0;
    leaves *= stalls ? STALLS_ONE_IN : STALLS_ONE_IN / (STALLS_ONE_IN - 1.0);
    return stalls;
  }

  /**
   * {@return a guess at the number of all schedules: one by the probability of this one} The mean
   * of many is right (Knuth, "Estimating the efficiency of backtrack programs", 1975).
   */
  double leaves() {
    return leaves;
  }
}
