package org.asyncio4j.testing.plain;

import org.asyncio4j.SchedulePolicy;

/** Asks a policy, counts the steps, and keeps a hash of all that was picked. */
final class Picks implements SchedulePolicy {
  private static final long PRIME = 0x100000001b3L;

  private final SchedulePolicy policy;
  private final long most;
  private long steps;
  private long hash = 0xcbf29ce484222325L;

  Picks(SchedulePolicy policy, long most) {
    this.policy = policy;
    this.most = most;
  }

  @Override
  public int pick(Ready ready) {
    // Once: what is left is to be closed, which asks, too.
    if (++steps == most + 1) {
      throw new StepsExceededError(most);
    }
    int picked = policy.pick(ready);
    mix(ready.size());
    mix(picked);
    if (ready.entry(picked) instanceof SimThread thread) {
      mix(thread.number());
    }
    return picked;
  }

  @Override
  public boolean holdsBack(Object entry) {
    return policy.holdsBack(entry);
  }

  private void mix(int value) {
    hash = (hash ^ value) * PRIME;
  }

  long steps() {
    return steps;
  }

  /** {@return the FNV-1a hash of what was picked, out of how many, and which thread that was} */
  long hash() {
    return hash;
  }
}
