package org.asyncio4j;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value of the current thread that is read and written by functions, and follows. */
record CarriedLocal<V>(
    Supplier<? extends @Nullable V> reader, Consumer<? super V> install, Runnable clear)
    implements Carried<V> {

  @Override
  public @Nullable V capture() {
    return reader.get();
  }

  @Override
  public <T extends @Nullable Object> T call(@Nullable V value, Callable<T> body) throws Exception {
    V outer = capture();
    put(value);
    try {
      return body.call();
    } finally {
      put(outer);
    }
  }

  private void put(@Nullable V value) {
    if (value == null) {
      clear.run();
    } else {
      install.accept(value);
    }
  }
}
