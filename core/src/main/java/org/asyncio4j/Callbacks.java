package org.asyncio4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two or more callbacks of a future, in order: each a Task that waits or a DoneHandle. To remove a
 * handle costs the same however many there are: it is marked, and dropped with many others.
 */
final class Callbacks {
  private static final int FEW = 16;

  private final ArrayList<Object> entries = new ArrayList<>();
  private int removed; // handles that are still among the entries

  Callbacks(Object first, Object second) {
    entries.add(first);
    entries.add(second);
  }

  // --- of a future, which has none, one, or several ---------------------------------------------

  /** {@return what a pending future keeps when it gets another callback} */
  static Object with(@Nullable Object callbacks, Object callback) {
    if (callbacks == null) {
      return callback;
    }
    if (callbacks instanceof Callbacks several) {
      several.entries.add(callback);
      return several;
    }
    return new Callbacks(callbacks, callback);
  }

  /** {@return what a future keeps when one is removed} It may have been removed before. */
  static @Nullable Object without(@Nullable Object callbacks, Object callback) {
    if (callbacks instanceof Callbacks several) {
      several.remove(callback);
    }
    return callbacks == callback ? null : callbacks;
  }

  /** {@return how many a future has} */
  static int count(@Nullable Object callbacks) {
    return switch (callbacks) {
      case null -> 0;
      case Leftover ignored -> 0;
      case Callbacks several -> several.count();
      default -> 1;
    };
  }

  // --- several ----------------------------------------------------------------------------------

  private int count() {
    return entries.size() - removed;
  }

  /**
   * Any thread, see {@link Snapshot}: {@return the callbacks, among them some that were removed}
   */
  Collection<Object> entries() {
    return entries;
  }

  static boolean isRemoved(Object entry) {
    return entry instanceof DoneHandle<?> handle && handle.cancelled();
  }

  void schedule(BaseEventLoop loop) {
    for (Object entry : entries) {
      if (!isRemoved(entry)) {
        loop.enqueue(entry);
      }
    }
  }

  private void remove(Object callback) {
    if (!(callback instanceof DoneHandle<?> handle)) {
      entries.remove(callback);
    } else if (!handle.cancelled()) {
      handle.cancel();
      removed++;
      if (removed > FEW && removed > count()) {
        entries.removeIf(Callbacks::isRemoved);
        removed = 0;
      }
    }
  }

  /**
   * Removes all registrations of a callback. Compared first and removed then: equality is the
   * caller's code, and may add or remove callbacks or make the future done.
   *
   * @return how many there were
   */
  int removeAll(Consumer<?> callback) {
    var equal = new ArrayList<DoneHandle<?>>();
    for (Object entry : entries.toArray()) {
      if (entry instanceof DoneHandle<?> handle && !handle.cancelled() && handle.calls(callback)) {
        equal.add(handle);
      }
    }
    equal.forEach(this::remove);
    return equal.size();
  }
}
