package org.asyncio4j;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets tasks that hold a lock wait until another task says that something has changed.
 *
 * <p>The methods that {@code Object} has taken the names of are called as in {@link
 * java.util.concurrent.locks.Condition}: {@code await} for {@code wait}, {@code signal} for {@code
 * notify}.
 *
 * <p>Python: {@code asyncio.Condition}.
 */
public final class Condition {
  private final Lock lock;
  private final WaitingLine waiters = new WaitingLine();
  private final LoopBound bound;

  /** Makes a condition with a lock of its own. */
  public Condition() {
    this(new Lock());
  }

  /**
   * Makes a condition.
   *
   * @param lock the lock, which several conditions may share
   */
  public Condition(Lock lock) {
    this.lock = Arguments.required(lock, "lock");
    this.bound = new LoopBound(this);
  }

  /** Makes a condition that is a part of {@code owner}, which its waiters wait for. */
  Condition(Object owner) {
    this.lock = new Lock();
    this.bound = new LoopBound(owner);
  }

  /**
   * Locks the lock, as {@link Lock#acquire}.
   *
   * @return what releases it at the end of a {@code try}
   */
  public Held acquire() {
    return lock.acquire();
  }

  /** Unlocks the lock, as {@link Lock#release}. */
  public void release() {
    lock.release();
  }

  /** {@return whether the lock is locked} */
  public boolean locked() {
    return lock.locked();
  }

  /**
   * Releases the lock, waits for a signal, and locks it again. It may return without a signal:
   * check what you wait for, or call {@link #awaitUntil}.
   *
   * <p>A cancelled task holds the lock again when it gets the error, and passes a signal on that it
   * may have got.
   *
   * @throws IllegalStateException if the lock is not locked
   * @throws CancelledError if the task is cancelled while it waits
   */
  public void await() {
    StepsOnStack.await(new ConditionWait(this));
  }

  /** Releases the lock. {@return what a task waits for until there is a signal} */
  Future<@Nullable Void> newWaiter() {
    requireLocked("wait on");
    Waiter<@Nullable Void> waiter = bound.waiter();
    lock.release();
    waiters.enter(waiter);
    return waiter;
  }

  /** The wait has ended, one way or the other. {@return what acquires the lock again} */
  LockAcquire ended(Future<@Nullable Void> waiter) {
    waiters.leave(waiter);
    return lockAgain();
  }

  LockAcquire lockAgain() {
    return new LockAcquire(lock);
  }

  /** Who waited throws; the lock is its own. */
  void passSignalOn() {
    // The signal may have been for us: a spurious wake-up of another is better than a lost one.
    signalWaiters(1);
  }

  /**
   * Waits until {@code predicate} is true; if it is true at once, needs no lock.
   *
   * <p>Python: {@code Condition.wait_for}.
   *
   * @param predicate asked first and after every signal
   * @throws IllegalStateException if it is false and the lock is not locked
   * @throws CancelledError if the task is cancelled while it waits
   */
  public void awaitUntil(BooleanSupplier predicate) {
    Arguments.required(predicate, "predicate");
    while (!predicate.getAsBoolean()) {
      await();
    }
  }

  /**
   * Wakes the longest waiting task.
   *
   * <p>Python: {@code Condition.notify}.
   *
   * @throws IllegalStateException if the lock is not locked
   */
  public void signal() {
    signal(1);
  }

  /**
   * Wakes the longest waiting tasks.
   *
   * <p>Python: {@code Condition.notify}.
   *
   * @param n how many
   * @throws IllegalStateException if the lock is not locked
   */
  public void signal(int n) {
    requireLocked("signal");
    signalWaiters(n);
  }

  /**
   * Wakes all waiting tasks.
   *
   * <p>Python: {@code Condition.notify_all}.
   *
   * @throws IllegalStateException if the lock is not locked
   */
  public void signalAll() {
    signal(waiters.size());
  }

  private void signalWaiters(int n) {
    for (int left = n; left > 0; left--) {
      Future<@Nullable Void> waiter = waiters.firstPending();
      if (waiter == null) {
        return;
      }
      waiter.finish(null);
    }
  }

  private void requireLocked(String action) {
    bound.check();
    if (!lock.locked()) {
      throw new IllegalStateException(
          "cannot %s %s: acquire its lock first".formatted(action, this));
    }
  }

  @Override
  public String toString() {
    return "Condition[%s, waiters=%s]".formatted(locked() ? "locked" : "unlocked", waiters.size());
  }
}
