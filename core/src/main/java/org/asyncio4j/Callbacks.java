package org.asyncio4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
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

  // Where a handle is, by its callback, from when it is first looked for among many. A callback
  // that
  // is there more than once has no place here.
  private @Nullable IdentityHashMap<Consumer<?>, DoneHandle<?>> places;
  private @Nullable Set<Consumer<?>> repeated;

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
      several.add(callback);
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

  private void add(Object callback) {
    entries.add(callback);
    if (places != null && callback instanceof DoneHandle<?> handle) {
      note(handle);
    }
  }

  private void note(DoneHandle<?> handle) {
    if (places != null
        && repeated != null
        && !handle.cancelled()
        && places.put(handle.callback(), handle) != null) {
      repeated.add(handle.callback());
    }
  }

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
      if (places != null) {
        places.remove(handle.callback(), handle);
      }
      removed++;
      if (removed > FEW && removed > count()) {
        entries.removeIf(Callbacks::isRemoved);
        removed = 0;
      }
    }
  }

  /** Removes all registrations of this very callback. */
  void takeBack(Consumer<?> callback) {
    if (entries.size() > FEW && places == null) {
      places = new IdentityHashMap<>();
      repeated = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Object entry : entries) {
        if (entry instanceof DoneHandle<?> handle) {
          note(handle);
        }
      }
    }
    if (places == null || (repeated != null && repeated.remove(callback))) {
      for (Object entry : entries.toArray()) {
        if (entry instanceof DoneHandle<?> handle && handle.callback() == callback) {
          remove(handle);
        }
      }
    } else {
      DoneHandle<?> handle = places.get(callback);
      if (handle != null) {
        remove(handle);
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
