package org.asyncio4j;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of {@code shield}: a future that ends as another, but whose cancellation ends there. */
final class Shield<T extends @Nullable Object> implements Consumer<Future<T>>, Awaiter {
  private final Future<T> inner;
  private final Future<T> outer;

  private Shield(Future<T> inner) {
    this.inner = inner;
    this.outer = new Waiter<>(inner.loop(), this);
  }

  static <T extends @Nullable Object> Future<T> protect(Future<T> inner) {
    return inner.done() ? inner : new Shield<>(inner).connect();
  }

  private Future<T> connect() {
    inner.addDoneCallback(this);
    outer.addDoneCallback(this::outerDone);
    return outer;
  }

  Future<T> inner() {
    return inner;
  }

  @Override
  public List<Future<?>> awaiters() {
    return List.of(outer);
  }

  /** The inner future is done. */
  @Override
  public void accept(Future<T> done) {
    if (outer.cancelled()) {
      return;
    }
    if (done.cancelled()) {
      outer.cancel();
      return;
    }
    Throwable failure = done.exception();
    if (failure != null) {
      outer.fail(failure);
    } else {
      outer.finish(done.result());
    }
  }

  private void outerDone(Future<T> done) {
    if (!inner.done()) {
      inner.takeBack(this);
      inner.shieldWasLost();
    }
  }
}
