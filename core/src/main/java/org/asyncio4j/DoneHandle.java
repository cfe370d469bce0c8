package org.asyncio4j;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A future's done-callback: made when it is registered, queued when the future is done. */
final class DoneHandle<T extends @Nullable Object> extends Handle {
  private final Future<T> future;
  private final Consumer<? super Future<T>> callback;

  DoneHandle(Future<T> future, Consumer<? super Future<T>> callback, Context context) {
    super(future.loop(), null, context);
    this.future = future;
    this.callback = callback;
  }

  Consumer<?> callback() {
    return callback;
  }

  boolean calls(Consumer<?> other) {
    return callback.equals(other);
  }

  @Override
  void invoke() {
    callback.accept(future);
  }

  @Override
  String describeCallback() {
    return callback.getClass().getName();
  }
}
