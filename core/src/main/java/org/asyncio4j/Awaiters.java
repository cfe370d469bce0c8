package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who awaits a future, read off its callbacks.
 *
 * <p>Any thread may ask. On the loop's thread the answer is exact, on another one best effort.
 */
final class Awaiters {
  private Awaiters() {}

  /**
   * {@return who awaits {@code future}: tasks; and where a gather or its like is awaited by no
   * task, the future that stands for it}
   */
  static List<Future<?>> of(Future<?> future) {
    var found = new LinkedHashSet<Future<?>>();
    var passed = new HashSet<Future<?>>();
    // Without recursion: gathers of gathers may be nested deeper than the stack.
    var path = new ArrayDeque<Iterator<Future<?>>>();
    path.push(direct(future).iterator());
    while (!path.isEmpty()) {
      if (!path.element().hasNext()) {
        path.pop();
        continue;
      }
      Future<?> awaiter = path.element().next();
      if (awaiter instanceof Task<?>) {
        found.add(awaiter);
      } else if (passed.add(awaiter)) {
        List<Future<?>> further = direct(awaiter);
        if (further.isEmpty()) {
          found.add(awaiter);
        } else {
          path.push(further.iterator());
        }
      }
    }
    return List.copyOf(found);
  }

  private static List<Future<?>> direct(Future<?> future) {
    if (future.isDone()) {
      return List.of();
    }
    var awaiters = new ArrayList<Future<?>>();
    for (Object entry : entries(future.callbacks())) {
      if (entry instanceof Task<?> task) {
        awaiters.add(task);
      } else if (entry instanceof DoneHandle<?> handle
          && !handle.cancelled()
          && handle.callback() instanceof Awaiter awaiter) {
        awaiters.addAll(awaiter.awaiters());
      }
    }
    awaiters.addAll(future.loop().awaitedBy().waitersOf(future));
    awaiters.removeIf(Future::isDone);
    return awaiters;
  }

  private static Collection<?> entries(@Nullable Object callbacks) {
    return switch (callbacks) {
      case null -> List.of();
      case Callbacks several -> Snapshot.of(several.entries());
      default -> List.of(callbacks);
    };
  }
}
