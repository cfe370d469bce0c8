package org.asyncio4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What a context carries besides its variables, as it was when the context was made. */
final class CarriedValues {
  static final CarriedValues NONE = new CarriedValues(new Carried<?>[0], new Object[0]);

  // Neither is changed once it is here.
  private final Carried<?>[] carried;
  private final @Nullable Object[] values;

  private CarriedValues(Carried<?>[] carried, @Nullable Object[] values) {
    this.carried = carried;
    this.values = values;
  }

  /** {@return these and more, with the values of the more as they are on the current thread} */
  CarriedValues and(List<Carried<?>> more) {
    Map<Carried<?>, @Nullable Object> all = new LinkedHashMap<>();
    for (int i = 0; i < carried.length; i++) {
      all.put(carried[i], values[i]);
    }
    more.forEach(each -> all.put(each, each.capture()));
    return new CarriedValues(all.keySet().toArray(Carried<?>[]::new), all.values().toArray());
  }

  /** {@return the same with the values as they are on the current thread} */
  CarriedValues captured() {
    @Nullable Object[] now = new Object[carried.length];
    for (int i = 0; i < now.length; i++) {
      now[i] = carried[i].capture();
    }
    return new CarriedValues(carried, now);
  }

  /** Runs code with all values in force; the one named first is outermost. */
  <T extends @Nullable Object> T call(Callable<T> body) throws Exception {
    Callable<T> within = body;
    for (int i = carried.length - 1; i >= 0; i--) {
      within = with(carried[i], values[i], within);
    }
    return within.call();
  }

  @SuppressWarnings("unchecked") // the value was captured by this very one
  private static <V, T extends @Nullable Object> Callable<T> with(
      Carried<V> carried, @Nullable Object value, Callable<T> body) {
    return () -> carried.call((V) value, body);
  }
}
