package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * Lets a number of tasks pass at a time; waiting tasks in the order of their arrival.
 *
 * <p>Python: {@code asyncio.Semaphore}.
 */
public sealed class Semaphore permits BoundedSemaphore {
  private final WaitingLine waiters = new WaitingLine();
  private final LoopBound bound = new LoopBound(this);
  private final Runnable release = this::release;
  private final Holders holders;
  private int value;

  /** Makes a semaphore with one permit. */
  public Semaphore() {
    this(1);
  }

  /**
   * Makes a semaphore.
   *
   * @param value the number of permits
   * @throws IllegalArgumentException if it is negative
   */
  public Semaphore(int value) {
    if (value < 0) {
      throw new IllegalArgumentException("semaphore value must be >= 0, got " + value);
    }
    this.value = value;
    this.holders = new Holders(value);
  }

  /** {@return whether {@link #acquire} would wait: no permit is left, or others wait already} */
  public boolean locked() {
    return value == 0 || somebodyWaits();
  }

  private boolean somebodyWaits() {
    for (Future<@Nullable Void> waiter : waiters) {
      if (!waiter.cancelled()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes a permit, waiting until one is free and all earlier waiters have had one.
   *
   * <p>If the waiting task is cancelled, its permit goes to the next waiter.
   *
   * @return what releases it at the end of a {@code try}
   * @throws CancelledError if the task is cancelled while it waits
   */
  public Held acquire() {
    Task<?> task = bound.user();
    if (tryTake()) {
      return heldBy(task);
    }
    Future<@Nullable Void> permit = newPermit();
    try {
      permit.await();
    } catch (Throwable thrown) {
      permitThrew(permit, thrown);
      throw thrown;
    }
    permitCame(permit);
    return heldBy(task);
  }

  /** {@return the task that uses it now, after a check of the loop} */
  @Nullable Task<?> user() {
    return bound.user();
  }

  /** Takes a permit if nobody has to wait for one. {@return whether it did} */
  boolean tryTake() {
    if (locked()) {
      return false;
    }
    value--;
    return true;
  }

  /** {@return what an acquisition waits for} */
  Future<@Nullable Void> newPermit() {
    Waiter<@Nullable Void> permit = bound.waiter();
    waiters.enter(permit);
    return permit;
  }

  /** The wait for a permit has ended: it was taken for who waited. */
  void permitCame(Future<@Nullable Void> permit) {
    waiters.leave(permit);
    handOut();
  }

  /** The wait for a permit has thrown. */
  void permitThrew(Future<@Nullable Void> permit, Throwable thrown) {
    waiters.leave(permit);
    if (thrown instanceof CancelledError && permit.done() && !permit.cancelled()) {
      value++; // it had been given to us
    }
    handOut();
  }

  /** Who arrived meanwhile had to queue up, even if permits were left. */
  private void handOut() {
    while (value > 0 && wakeNext()) {
      // wakeNext takes one permit each time
    }
  }

  Held heldBy(@Nullable Task<?> task) {
    holders.add(task);
    return new Held(release);
  }

  /** Gives a permit back and wakes the longest waiting task. */
  public void release() {
    holders.removeOneOf(bound.user());
    value++;
    wakeNext();
  }

  /** Gives a permit to the longest waiting task. {@return whether there was one} */
  private boolean wakeNext() {
    Future<@Nullable Void> waiter = waiters.firstPending();
    if (waiter == null) {
      return false;
    }
    value--;
    waiter.finish(null);
    return true;
  }

  Holders holders() {
    return holders;
  }

  int value() {
    return value;
  }

  @Override
  public String toString() {
    return "%s[value=%s, waiters=%s]".formatted(getClass().getSimpleName(), value, waiters.size());
  }
}
