package org.asyncio4j;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets one task at a time pass; waiting tasks in the order of their arrival.
 *
 * <p>Not reentrant, and not owned: any task may release it.
 *
 * <p>Python: {@code asyncio.Lock}.
 */
public final class Lock {
  private final WaitingLine waiters = new WaitingLine();
  private final LoopBound bound = new LoopBound(this);
  private final Runnable release = this::release;
  private boolean locked;

  // Who acquired it, for the call graph. A racy read by another thread is as good as any.
  private @Nullable Task<?> holder;

  /** Makes an unlocked lock. */
  public Lock() {}

  /** {@return whether it is locked} */
  public boolean locked() {
    return locked;
  }

  /**
   * Locks it, waiting until it is unlocked and all earlier waiters have had it.
   *
   * <p>If the waiting task is cancelled, the next waiter is woken instead.
   *
   * @return what releases it at the end of a {@code try}
   * @throws CancelledError if the task is cancelled while it waits
   */
  public Held acquire() {
    Task<?> task = bound.user();
    if (mustWait()) {
      Future<@Nullable Void> turn = newTurn();
      try {
        turn.await();
      } catch (Throwable thrown) {
        turnThrew(turn, thrown);
        throw thrown;
      }
      turnCame(turn);
    }
    return take(task);
  }

  /** {@return the task that uses it now, after a check of the loop} */
  @Nullable Task<?> user() {
    return bound.user();
  }

  boolean mustWait() {
    return locked || !nobodyWaits();
  }

  private boolean nobodyWaits() {
    for (Future<@Nullable Void> waiter : waiters) {
      if (!waiter.cancelled()) {
        return false;
      }
    }
    return true;
  }

  /** {@return what an acquisition waits for} */
  Future<@Nullable Void> newTurn() {
    Waiter<@Nullable Void> turn = bound.waiter();
    waiters.enter(turn);
    return turn;
  }

  /** The wait for a turn has ended: {@link #take} it. */
  void turnCame(Future<@Nullable Void> turn) {
    waiters.leave(turn);
  }

  /** The wait for a turn has thrown. */
  void turnThrew(Future<@Nullable Void> turn, Throwable thrown) {
    waiters.leave(turn);
    // The turn may have been ours: the lock must not stay free while others wait.
    if (thrown instanceof CancelledError && !locked) {
      wakeFirst();
    }
  }

  Held take(@Nullable Task<?> task) {
    locked = true;
    holder = task;
    return new Held(release);
  }

  /**
   * Unlocks it and wakes the longest waiting task.
   *
   * @throws IllegalStateException if it is not locked
   */
  public void release() {
    bound.check();
    if (!locked) {
      throw new IllegalStateException("%s is not acquired".formatted(this));
    }
    locked = false;
    holder = null;
    wakeFirst();
  }

  private void wakeFirst() {
    Future<@Nullable Void> first = waiters.first();
    if (first != null && !first.done()) {
      first.finish(null);
    }
  }

  /** {@return the task that acquired it, if it is locked and a task did} Any thread. */
  Optional<Task<?>> holder() {
    return Optional.ofNullable(holder);
  }

  @Override
  public String toString() {
    return "Lock[%s, waiters=%s]".formatted(locked ? "locked" : "unlocked", waiters.size());
  }
}
