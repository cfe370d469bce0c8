package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * A flag that tasks can wait for.
 *
 * <p>Python: {@code asyncio.Event}.
 */
public final class Event {
  private final WaitingLine waiters = new WaitingLine();
  private final LoopBound bound;
  private boolean flag;

  /** Makes an event that is not set. */
  public Event() {
    this.bound = new LoopBound(this);
  }

  /** Makes an event that is a part of {@code owner}, which its waiters wait for. */
  Event(Object owner) {
    this.bound = new LoopBound(owner);
  }

  /** {@return whether it is set} */
  public boolean isSet() {
    return flag;
  }

  /** Sets it and wakes all waiting tasks, even if it is cleared before they run. */
  public void set() {
    bound.check();
    if (!flag) {
      flag = true;
      for (Future<@Nullable Void> waiter : waiters) {
        if (!waiter.done()) {
          waiter.finish(null);
        }
      }
    }
  }

  /** Clears it: tasks that come later wait. */
  public void clear() {
    bound.check();
    flag = false;
  }

  /**
   * Waits until it is set; does not suspend if it is.
   *
   * <p>Python: {@code Event.wait}, a name that {@code Object} has taken.
   *
   * @throws CancelledError if the task is cancelled while it waits
   */
  public void await() {
    if (mustWait()) {
      Future<@Nullable Void> waiter = newWaiter();
      try {
        waiter.await();
      } finally {
        ended(waiter);
      }
    }
  }

  boolean mustWait() {
    bound.check();
    return !flag;
  }

  /** {@return what a task waits for until the event is set} */
  Future<@Nullable Void> newWaiter() {
    Waiter<@Nullable Void> waiter = bound.waiter();
    waiters.enter(waiter);
    return waiter;
  }

  /** The wait has ended, one way or the other. */
  void ended(Future<@Nullable Void> waiter) {
    waiters.leave(waiter);
  }

  @Override
  public String toString() {
    return "Event[%s, waiters=%s]".formatted(flag ? "set" : "unset", waiters.size());
  }
}
