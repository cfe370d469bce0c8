package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** {@link Queue#put}, one step at a time. */
final class QueuePut<T> implements Stepwise<@Nullable Void> {
  private final Queue<T> queue;
  private final T item;
  private @Nullable Future<@Nullable Void> putter;

  QueuePut(Queue<T> queue, T item) {
    this.queue = queue;
    this.item = item;
  }

  @Override
  public Object send(@Nullable Object value) {
    if (queue.putMustWait()) {
      Future<@Nullable Void> next = queue.newPutter();
      putter = next;
      return next;
    }
    queue.putNowait(item);
    return DONE;
  }

  @Override
  public Object throwInto(Throwable thrown) throws Throwable {
    if (putter != null) {
      queue.putterThrew(putter);
    }
    throw thrown;
  }

  @Override
  public @Nullable Void result() {
    return null;
  }

  @Override
  public String toString() {
    return "put into " + queue;
  }
}
