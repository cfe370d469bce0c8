package org.asyncio4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code gather} returns: cancelling it cancels the children, and only they can end it. */
final class GatheringFuture<R extends @Nullable Object> extends Future<R> {
  private final List<? extends Future<?>> children;
  private boolean cancelRequested;

  GatheringFuture(BaseEventLoop loop, List<? extends Future<?>> children) {
    super(loop);
    this.children = children;
  }

  @Override
  boolean cancelWith(@Nullable Object reason) {
    if (done()) {
      markRetrieved();
      return false;
    }
    return CancelWalk.cancel(this, reason);
  }

  /** The children were asked. {@return whether one has accepted, this time} */
  boolean wasPassedOn(boolean accepted) {
    cancelRequested |= accepted;
    return accepted;
  }

  List<? extends Future<?>> children() {
    return children;
  }

  boolean cancelRequested() {
    return cancelRequested;
  }
}
