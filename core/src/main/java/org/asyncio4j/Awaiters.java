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
   * {@return who awaits {@code future}: tasks; and where a gather or its like is awaited by no task,
   * the future that stands for it}
   */
  static List<Future<?>> of(Future<?> future) {
    var awaiters = new Awaiters();
    awaiters.collect(future);
    return List.copyOf(awaiters.found);
  }

  private void collect(Future<?> future) {
    if (future.isDone()) {
      return;
    }
    for (Object entry : entries(future.callbacks())) {
      if (entry instanceof Task<?> task) {
        found.add(task);
      } else if (entry instanceof DoneHandle<?> handle
          && handle.callback() instanceof Awaiter awaiter) {
        awaiter.awaiters().forEach(this::addOrPass);
      }
    }
    future.loop().awaitedBy().ifPresent(table -> table.waitersOf(future).forEach(this::addOrPass));
  }

  private static Collection<?> entries(@Nullable Object callbacks) {
    return switch (callbacks) {
      case null -> List.of();
      case Collection<?> several -> Snapshot.of(several);
      default -> List.of(callbacks);
    };
  }

  private void addOrPass(Future<?> awaiter) {
    if (awaiter instanceof Task<?>) {
      found.add(awaiter);
    } else if (!awaiter.isDone() && passed.add(awaiter)) {
      int before = found.size();
      collect(awaiter);
      if (found.size() == before) {
        found.add(awaiter);
      }
    }
  }
}
