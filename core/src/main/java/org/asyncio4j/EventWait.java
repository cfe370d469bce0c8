package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** {@link Event#await}, one step at a time. */
final class EventWait implements Stepwise<@Nullable Void> {
  private final Event event;
  private @Nullable Future<@Nullable Void> waiter;

  EventWait(Event event) {
    this.event = event;
  }

  @Override
  public Object send(@Nullable Object value) {
    if (waiter != null) {
      event.ended(waiter);
      return DONE;
    }
    if (!event.mustWait()) {
      return DONE;
    }
    Future<@Nullable Void> first = event.newWaiter();
    waiter = first;
    return first;
  }

  @Override
  public Object throwInto(Throwable thrown) throws Throwable {
    if (waiter != null) {
      event.ended(waiter);
    }
    throw thrown;
  }

  @Override
  public @Nullable Void result() {
    return null;
  }

  @Override
  public String toString() {
    return "wait for " + event;
  }
}
