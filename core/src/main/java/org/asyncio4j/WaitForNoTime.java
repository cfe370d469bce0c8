package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** {@link Asyncio#waitFor} with no time at all, one step at a time. */
final class WaitForNoTime<T extends @Nullable Object> implements Stepwise<T> {

  /*
   *   NEW --send, it is pending--> CANCELLING --it is done--> the end
   */

  private final Awaitable<T> awaitable;

  // Of CANCELLING.
  private @Nullable Future<T> cancelled;
  private @Nullable WakeUp onDone;

  private @Nullable Object result;

  WaitForNoTime(Awaitable<T> awaitable) {
    this.awaitable = awaitable;
  }

  @Override
  public Object send(@Nullable Object value) throws Exception {
    if (cancelled == null) {
      return begin();
    }
    stopWatching();
    try {
      result = cancelled.result();
    } catch (CancelledError byUs) {
      throw Timeout.expiredBy(byUs);
    }
    return DONE;
  }

  private Object begin() {
    Future<T> future = Futures.ensure(awaitable, Running.requiredLoop()); // does not even start
    if (future.done()) {
      result = future.result();
      return DONE;
    }
    // Not the future itself: this wait must be cancellable even if the future refuses.
    Waiter<@Nullable Void> waiter = new Waiter<>(future.loop(), future);
    var wakeUp = new WakeUp(waiter);
    cancelled = future;
    onDone = wakeUp;
    future.addDoneCallback(wakeUp);
    future.cancel();
    return waiter;
  }

  private void stopWatching() {
    if (cancelled != null && onDone != null) {
      cancelled.takeBack(onDone);
    }
  }

  @Override
  public Object throwInto(Throwable thrown) throws Throwable {
    stopWatching();
    throw thrown;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // it came out of a Future<T>
  public T result() {
    return (T) result;
  }

  @Override
  public String toString() {
    return "wait for " + awaitable;
  }
}
