package org.asyncio4j.testing;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.SplittableRandom;
import org.asyncio4j.SchedulePolicy.Free;
import org.asyncio4j.SchedulePolicy.Ready;
import org.asyncio4j.Task;

/**
 * Picks what has the highest priority.
 *
 * <p>Callbacks, which keep their order among themselves, have one priority together, as if they
 * were one more task.
 */
final class PctChooser implements Chooser {
  private static final Object CALLBACKS = new Object();

  // A task that gives up its turn that often in a row spins. Fewer, and tests whose steps are all
  // sleep(0) would know no other order than one task after the other; more only cost time.
  private static final int SPINS = 16;

  private final SplittableRandom random;
  private final Set<Integer> changes = new HashSet<>();

  // Those that have been lowered stand below zero, each below all before it; the others above.
  private final IdentityHashMap<Object, Long> priorities = new IdentityHashMap<>();
  private long lowest;

  // How often each task has given up its turn since it last waited for something or was lowered.
  private final IdentityHashMap<Object, Integer> yields = new IdentityHashMap<>();

  /**
   * Decides where priorities change.
   *
   * @param random what from
   * @param depth one more than there are changes
   * @param decisions how many decisions there will probably be
   */
  PctChooser(SplittableRandom random, int depth, int decisions) {
    this.random = random;
    int most = Math.max(decisions, 1);
    for (int i = 1; i < depth; i++) {
      changes.add(random.nextInt(most));
    }
  }

  @Override
  public int choose(Ready ready, int decision) {
    int first = highest(ready);
    if (!changes.contains(decision)) {
      return first;
    }
    lower(key(ready.entry(first)));
    return highest(ready);
  }

  private int highest(Ready ready) {
    int first = 0;
    long highest = Long.MIN_VALUE;
    for (int i = 0; i < ready.size(); i++) {
      long priority = priorities.computeIfAbsent(key(ready.entry(i)), _ -> random.nextLong() >>> 1);
      if (priority > highest) {
        highest = priority;
        first = i;
      }
    }
    return first;
  }

  private static Object key(Object entry) {
    return entry instanceof Task || entry instanceof Free ? entry : CALLBACKS;
  }

  private void lower(Object key) {
    lowest--;
    priorities.put(key, lowest);
  }

  @Override
  public boolean stalls(int decision) {
    return random.nextInt(RandomChooser.STALLS_ONE_IN) == 0;
  }

  @Override
  public void yielded(Object who) {
    if (yields.merge(who, 1, Integer::sum) >= SPINS) {
      spins(who);
    }
  }

  @Override
  public void waits(Object who) {
    yields.remove(who);
  }

  @Override
  public void spins(Object who) {
    yields.remove(who);
    lower(who);
  }
}
