package org.asyncio4j;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Actions that are all taken, though one of them throws; then the first exception is thrown.
 *
 * <p>One that leaves the loop goes before one that does not. A further one that leaves the loop is
 * noted if it is of another class; else it asks for nothing new, and is dropped.
 */
final class InAnyCase {
  private @Nullable Throwable first;

  // What the first one has suppressed, once there is a second: to ask it would copy all of them.
  private @Nullable Set<Throwable> noted;

  /** Takes an action. */
  void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable thrown) {
      failed(thrown);
    }
  }

  /** Takes an action. {@return its result, null if it has thrown} */
  <T extends @Nullable Object> @Nullable T call(Callable<T> action) {
    try {
      return action.call();
    } catch (Throwable thrown) {
      failed(thrown);
      return null;
    }
  }

  private void failed(Throwable thrown) {
    Throwable before = first;
    if (before == null) {
      first = thrown;
    } else if (Throwables.leavesTheLoop(thrown) && !Throwables.leavesTheLoop(before)) {
      Throwables.suppress(thrown, before);
      first = thrown;
      noted = null;
    } else if (thrown != before && (!Throwables.leavesTheLoop(thrown) || isOtherExit(thrown))) {
      note(before, thrown);
    }
  }

  private void note(Throwable before, Throwable thrown) {
    if (noted == null) {
      noted = Collections.newSetFromMap(new IdentityHashMap<>());
      Collections.addAll(noted, before.getSuppressed());
    }
    if (noted.add(thrown)) {
      before.addSuppressed(thrown);
    }
  }

  private boolean isOtherExit(Throwable thrown) {
    return first != null && thrown.getClass() != first.getClass();
  }

  /** Throws what is to be thrown, if there is something. */
  void end() {
    if (first != null) {
      throw Throwables.sneak(first);
    }
  }
}
