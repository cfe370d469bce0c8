package org.asyncio4j;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of {@code shield}: a future that ends as another, but whose cancellation ends there. */
final class Shield<T extends @Nullable Object> implements Consumer<Future<T>>, Awaiter {
  // One object for all shields, so that a future whose shields come and go keeps one callback.
  private static final Consumer<Future<?>> LOST = Shield::lost;

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
      inner.removeDoneCallback(this);
      inner.removeDoneCallback(LOST);
      inner.addDoneCallback(LOST, new Context()); // it keeps nothing of the caller
    }
  }

  /** The exception may still be retrieved; if it is not, the report says where it was lost. */
  private static void lost(Future<?> inner) {
    if (inner.callbacks() instanceof Leftover leftover) {
      leftover.wasShielded();
    }
  }
}
