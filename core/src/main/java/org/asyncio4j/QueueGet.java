package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** {@link Queue#get}, one step at a time. */
final class QueueGet<T> implements Stepwise<T> {
  private final Queue<T> queue;
  private @Nullable Future<@Nullable Void> getter;
  private @Nullable T item;

  QueueGet(Queue<T> queue) {
    this.queue = queue;
  }

  @Override
  public Object send(@Nullable Object value) {
    if (queue.getMustWait()) {
      Future<@Nullable Void> next = queue.newGetter();
      getter = next;
      return next;
    }
    item = queue.getNowait();
    return DONE;
  }

  @Override
  public Object throwInto(Throwable thrown) throws Throwable {
    if (getter != null) {
      queue.getterThrew(getter);
    }
    throw thrown;
  }

  @Override
  public T result() {
    return Arguments.required(item, "item");
  }

  @Override
  public String toString() {
    return "get of " + queue;
  }
}
