package org.asyncio4j;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The done-callback that ends a task's wait for another future than the one it is suspended on. */
record WakeUp(Waiter<@Nullable Void> waiter) implements Consumer<Future<?>>, Awaiter {

  @Override
  public void accept(Future<?> done) {
    wake();
  }

  void wake() {
    if (!waiter.done()) {
      waiter.finish(null);
    }
  }

  @Override
  public List<Future<?>> awaiters() {
    return List.of(waiter);
  }
}
