package org.asyncio4j;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who awaits a future, read off its callbacks.
 *
 * <p>Any thread may ask. On the loop's thread the answer is exact, on another one best effort.
 */
final class Awaiters {
  private final Set<Future<?>> found = new LinkedHashSet<>();
  private final Set<Future<?>> passed = new LinkedHashSet<>();

  private Awaiters() {}

  /**
   * {@return who awaits {@code future}: tasks; and where a gather or its like is awaited by no
   * task, the future that stands for it}
   */
  static List<Future<?>> of(Future<?> future) {
    var awaiters = new Awaiters();
    awaiters.collect(future);
    return List.copyOf(awaiters.found);
  }

  /** {@return whether anybody awaits it} */
  private boolean collect(Future<?> future) {
    boolean awaited = false;
    if (future.isDone()) {
      return false;
    }
    for (Object entry : entries(future.callbacks())) {
      if (entry instanceof Task<?> task) {
        found.add(task);
        awaited = true;
      } else if (entry instanceof DoneHandle<?> handle
          && !handle.cancelled()
          && handle.callback() instanceof Awaiter awaiter) {
        awaited |= addAll(awaiter.awaiters());
      }
    }
    awaited |= addAll(future.loop().awaitedBy().waitersOf(future));
    return awaited;
  }

  private static Collection<?> entries(@Nullable Object callbacks) {
    return switch (callbacks) {
      case null -> List.of();
      case Callbacks several -> Snapshot.of(several.entries());
      default -> List.of(callbacks);
    };
  }

  private boolean addAll(Collection<? extends Future<?>> awaiters) {
    boolean any = false;
    for (Future<?> awaiter : awaiters) {
      if (!awaiter.isDone()) {
        any = true;
        if (awaiter instanceof Task<?> || (passed.add(awaiter) && !collect(awaiter))) {
          found.add(awaiter);
        }
      }
    }
    return any;
  }
}
