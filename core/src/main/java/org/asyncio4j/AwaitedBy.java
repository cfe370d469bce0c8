package org.asyncio4j;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who awaits whom according to combinators outside this package; keeps nobody alive.
 *
 * <p>Written by the loop's thread, so its bins are never contended; any thread may read it.
 */
final class AwaitedBy {
  private final ConcurrentHashMap<Key, Set<Key>> waitersOf = new ConcurrentHashMap<>();
  private final ReferenceQueue<Future<?>> collected = new ReferenceQueue<>();

  /** A future by identity; equal only to itself once the future is gone. */
  private static final class Key extends WeakReference<Future<?>> {
    private final int hash;

    Key(Future<?> future, @Nullable ReferenceQueue<Future<?>> collected) {
      super(future, collected);
      this.hash = System.identityHashCode(future);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      Future<?> future = get();
      return future != null && other instanceof Key key && key.refersTo(future);
    }
  }

  void add(Future<?> future, Future<?> waiter) {
    dropCollected();
    waitersOf
        .computeIfAbsent(new Key(future, collected), _ -> ConcurrentHashMap.newKeySet())
        .add(new Key(waiter, collected));
  }

  void discard(Future<?> future, Future<?> waiter) {
    dropCollected();
    var key = new Key(future, null);
    Set<Key> waiters = waitersOf.get(key);
    if (waiters != null) {
      waiters.remove(new Key(waiter, null));
      if (waiters.isEmpty()) {
        waitersOf.remove(key);
      }
    }
  }

  /** Futures that are gone, on either side of an edge. */
  private void dropCollected() {
    boolean waitersGone = false;
    for (Reference<?> gone; (gone = collected.poll()) != null; ) {
      waitersGone |= waitersOf.remove(gone) == null;
    }
    if (waitersGone) {
      waitersOf.values().forEach(waiters -> waiters.removeIf(key -> key.refersTo(null)));
      waitersOf.values().removeIf(Set::isEmpty);
    }
  }

  /** {@return the pending futures that await {@code future}} */
  List<Future<?>> waitersOf(Future<?> future) {
    Set<Key> waiters = waitersOf.get(new Key(future, null));
    return waiters == null ? List.of() : pending(waiters);
  }

  private static List<Future<?>> pending(Set<Key> keys) {
    var pending = new ArrayList<Future<?>>();
    for (Key key : keys) {
      Future<?> future = key.get();
      if (future != null && !future.isDone()) {
        pending.add(future);
      }
    }
    return pending;
  }

  /** Calls {@code edge} with each pending future and each pending one that awaits it. */
  void forEach(BiConsumer<Future<?>, Future<?>> edge) {
    waitersOf.forEach(
        (key, waiters) -> {
          Future<?> future = key.get();
          if (future != null && !future.isDone()) {
            pending(waiters).forEach(waiter -> edge.accept(future, waiter));
          }
        });
  }

  /** {@return how many futures are awaited} */
  int size() {
    dropCollected();
    return waitersOf.size();
  }
}
