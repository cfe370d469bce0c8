package org.asyncio4j;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A point where a number of tasks wait for each other; reusable.
 *
 * <p>Python: {@code asyncio.Barrier}.
 */
public final class Barrier {

  /*
   *   FILLING --last one arrives--> DRAINING --last one leaves--> FILLING
   *   FILLING, DRAINING --reset while tasks are inside--> RESETTING --last one leaves--> FILLING
   *   any ------abort--> BROKEN --reset--> FILLING, or RESETTING while tasks wait
   */
  private enum State {
    FILLING,
    DRAINING,
    RESETTING,
    BROKEN
  }

  private final Condition changed = new Condition(this);
  private final int parties;
  private State state = State.FILLING;
  private int inside;

  // Who has come, in this order, until the last one has: they get their numbers then, since any of
  // them may be cancelled before.
  private final Set<BarrierWait> filling = new LinkedHashSet<>();

  /**
   * Makes a barrier.
   *
   * @param parties how many tasks it takes to pass
   * @throws IllegalArgumentException if that is less than one
   */
  public Barrier(int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("parties must be >= 1, got " + parties);
    }
    this.parties = parties;
  }

  /**
   * Waits until as many tasks as there are parties wait; the last one does not suspend.
   *
   * <p>A waiter that is cancelled leaves, and the others go on waiting.
   *
   * <p>Python: {@code Barrier.wait}, a name that {@code Object} has taken.
   *
   * @return a number of its own for each task that passes, from 0, in the order in which they came
   * @throws BrokenBarrierException if the barrier is aborted, or reset while the task waits
   * @throws CancelledError if the task is cancelled while it waits
   */
  public int await() {
    return StepsOnStack.await(new BarrierWait(this));
  }

  // What follows is to be called with the condition's lock.

  Condition changed() {
    return changed;
  }

  boolean hasRoom() {
    return state != State.DRAINING && state != State.RESETTING;
  }

  /** There was room. */
  void enter(BarrierWait entering) {
    if (state == State.BROKEN) {
      throw new BrokenBarrierException("%s was aborted".formatted(this));
    }
    inside++;
    filling.add(entering);
  }

  /** {@return whether who has entered is the last one; then all may pass} */
  boolean passesWithLast() {
    if (inside < parties) {
      return false;
    }
    state = State.DRAINING;
    int number = 0;
    for (BarrierWait passing : filling) {
      passing.passesAs(number++);
    }
    filling.clear();
    changed.signalAll();
    return true;
  }

  boolean othersCame() {
    return state != State.FILLING;
  }

  /** Others came, or nobody will. */
  void checkPassing() {
    if (state == State.BROKEN || state == State.RESETTING) {
      throw new BrokenBarrierException("%s was aborted or reset".formatted(this));
    }
  }

  /** Who has entered goes, whether it has passed or not. */
  void leave(BarrierWait leaving) {
    inside--;
    filling.remove(leaving);
    if (inside == 0) {
      if (state == State.RESETTING || state == State.DRAINING) {
        state = State.FILLING;
      }
      changed.signalAll();
    }
  }

  /**
   * Makes it as new; tasks that wait get a {@link BrokenBarrierException}.
   *
   * @throws CancelledError if the task is cancelled while it waits for its turn
   */
  public void reset() {
    StepsOnStack.await(new BarrierChange(this, Barrier::resetNow));
  }

  void resetNow() {
    state = inside > 0 ? State.RESETTING : State.FILLING;
    changed.signalAll();
  }

  /**
   * Breaks it, until it is reset: tasks that wait or come get a {@link BrokenBarrierException}.
   *
   * @throws CancelledError if the task is cancelled while it waits for its turn
   */
  public void abort() {
    StepsOnStack.await(new BarrierChange(this, Barrier::abortNow));
  }

  void abortNow() {
    state = State.BROKEN;
    changed.signalAll();
  }

  /** {@return how many tasks it takes to pass} */
  public int parties() {
    return parties;
  }

  /** {@return how many tasks wait for others} */
  public int nWaiting() {
    return state == State.FILLING ? inside : 0;
  }

  /** {@return whether it is aborted} */
  public boolean broken() {
    return state == State.BROKEN;
  }

  @Override
  public String toString() {
    return "Barrier[%s, waiting=%s/%s]".formatted(state, nWaiting(), parties);
  }
}
