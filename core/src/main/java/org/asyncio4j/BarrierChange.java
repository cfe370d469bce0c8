package org.asyncio4j;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link Barrier#reset} or {@link Barrier#abort}, one step at a time. */
final class BarrierChange implements Stepwise<@Nullable Void> {
  private final Barrier barrier;
  private final Consumer<Barrier> change;
  private boolean locking;

  BarrierChange(Barrier barrier, Consumer<Barrier> change) {
    this.barrier = barrier;
    this.change = change;
  }

  @Override
  public Object send(@Nullable Object value) {
    if (!locking) {
      locking = true;
      return barrier.changed().lockAgain();
    }
    try {
      change.accept(barrier);
    } finally {
      barrier.changed().release();
    }
    return DONE;
  }

  @Override
  public @Nullable Void result() {
    return null;
  }

  @Override
  public String toString() {
    return "change of " + barrier;
  }
}
