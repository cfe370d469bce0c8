package org.asyncio4j;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stacks that debug mode keeps of futures, tasks, callbacks and coroutines.
 *
 * <p>A table beside them, so that without debug mode they are no larger. Any thread may look.
 */
final class StackTable {
  private static final int DEPTH = 10;

  private final Map<Key, List<StackTraceElement>> stacks = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

  /** Remembers that the caller is making {@code made}. */
  void remember(Object made) {
    remember(made, UserFrames.here(DEPTH).reversed());
  }

  void remember(Object owner, List<StackTraceElement> stack) {
    for (Object key; (key = gone.poll()) != null; ) {
      stacks.remove((Key) key);
    }
    stacks.put(new Key(owner, gone), stack);
  }

  /** {@return the user's frames that made it, oldest first; empty if that is not known} */
  List<StackTraceElement> of(Object made) {
    return stacks.getOrDefault(new Key(made, null), List.of());
  }

  int size() {
    return stacks.size();
  }

  /** By identity, and weak. */
  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object made, @Nullable ReferenceQueue<Object> gone) {
      super(made, gone);
      this.hash = System.identityHashCode(made);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      Object mine = get();
      return mine != null && other instanceof Key key && key.get() == mine;
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
