package org.asyncio4j.testing;

import java.util.SplittableRandom;
import org.asyncio4j.SchedulePolicy.Ready;

/** Picks any of those that are ready, with equal probability. */
final class RandomChooser implements Chooser {
  static final int STALLS_ONE_IN = 8;

  // How often threads are switched where they need not be: some bugs need it often, some hardly
  // ever, so each run chooses.
  private static final int[] SWITCH_ONE_IN = {2, 4, 10, 30, 100};

  private final SplittableRandom random;
  private int switchOneIn;
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

  @Override
  public int preempt(Ready ready, int decision) {
    if (switchOneIn == 0) {
      switchOneIn = SWITCH_ONE_IN[random.nextInt(SWITCH_ONE_IN.length)];
    }
    if (random.nextInt(switchOneIn) > 0) {
      leaves *= switchOneIn / (switchOneIn - 1.0);
      return 0;
    }
    int others = ready.size() - 1;
    leaves *= (double) switchOneIn * others;
    return 1 + random.nextInt(others);
  }

  /**
   * {@return a guess at the number of all schedules: one by the probability of this one} The mean
   * of many is right (Knuth, "Estimating the efficiency of backtrack programs", 1975).
   */
  double leaves() {
    return leaves;
  }
}
