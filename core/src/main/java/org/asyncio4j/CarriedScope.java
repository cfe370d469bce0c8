package org.asyncio4j;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A scoped value that follows. */
record CarriedScope<V>(ScopedValue<V> scoped) implements Carried<V> {

  @Override
  public @Nullable V capture() {
    return scoped.isBound() ? scoped.get() : null;
  }

  @Override
  public <T extends @Nullable Object> T call(@Nullable V value, Callable<T> body) throws Exception {
    return value == null ? body.call() : ScopedValue.where(scoped, value).call(body::call);
  }
}
