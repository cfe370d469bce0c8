package org.asyncio4j.testing;

import org.asyncio4j.SchedulePolicy.Ready;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a plain thread is switched amid a step, and who runs then.
 *
 * <p>That is one decision: of the thread that runs, which is number 0, and the others that are
 * ready. So a schedule without deviations has no preemption, and each one takes one deviation.
 */
final class Preemptions {
  // However little a schedule switches, a thread may spin until another one has gone on.
  private static final int MOST_POINTS = 10_000;

  private final Chooser chooser;
  private final Decisions decisions;

  // Since the step has begun.
  private int points;
  private boolean switched;

  // Who runs after it, and what that was chosen from.
  private @Nullable Object next;
  private int index;
  private int size;

  Preemptions(Chooser chooser, Decisions decisions) {
    this.chooser = chooser;
    this.decisions = decisions;
  }

  /** {@return whether the first of {@code ready}, which runs, has to be switched here} */
  boolean preempts(Ready ready) {
    next = null; // one that was to run could not: what runs has native frames
    if (++points > MOST_POINTS) {
      chooser.spins(ready.entry(0));
      switched = true;
      return true;
    }
    size = ready.size();
    index = chooser.preempt(ready, decisions.count());
    decisions.add(index, size);
    if (index > 0) {
      next = ready.entry(index);
      switched = true;
    }
    return index > 0;
  }

  /** A step begins. {@return the index of who was chosen to make it, -1 if nobody was} */
  int stepBegins(Ready ready) {
    points = 0;
    if (next == null) {
      return -1;
    }
    int found = ready.size() - 1;
    while (found >= 0 && ready.entry(found) != next) {
      found--;
    }
    next = null;
    return found;
  }

  /** {@return after {@link #stepBegins}: which one was chosen} */
  int index() {
    return index;
  }

  /** {@return after {@link #stepBegins}: of how many} */
  int size() {
    return size;
  }

  /** A step has ended. {@return whether because the thread was switched} */
  boolean stepEnded() {
    boolean was = switched;
    switched = false;
    return was;
  }
}
