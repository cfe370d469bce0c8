package org.asyncio4j.testing.plain;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a body returned or threw. */
final class Outcome<T extends @Nullable Object> {
  private final AtomicReference<@Nullable T> result = new AtomicReference<>();
  private @Nullable Throwable thrown;

  void from(Callable<T> body) {
    try {
      result.set(body.call());
    } catch (Throwable failure) {
      thrown = failure;
    }
  }

  /** {@return what it threw, null if it did not} */
  @Nullable Throwable thrown() {
    return thrown;
  }

  @SuppressWarnings("NullAway") // set, unless the body threw
  T get() {
    if (thrown != null) {
      throw Sneaky.<RuntimeException>sneak(thrown);
    }
    return result.get();
  }
}
