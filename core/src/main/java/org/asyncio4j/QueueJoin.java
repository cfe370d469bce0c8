package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** {@link Queue#join}, one step at a time. */
final class QueueJoin implements Stepwise<@Nullable Void> {
  private final Queue<?> queue;
  private boolean waited;

  QueueJoin(Queue<?> queue) {
    this.queue = queue;
  }

  @Override
  public Object send(@Nullable Object value) {
    if (waited || !queue.joinMustWait()) {
      return DONE;
    }
    waited = true;
    return new EventWait(queue.allDone());
  }

  @Override
  public @Nullable Void result() {
    return null;
  }

  @Override
  public String toString() {
    return "join of " + queue;
  }
}
