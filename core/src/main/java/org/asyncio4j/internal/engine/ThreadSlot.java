package org.asyncio4j.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * One value for each thread that a loop runs on, seen by the loop's callbacks and by all its tasks.
 *
 * <p>With java.lang open it is kept by the platform thread below, so that a task finds it without
 * owning anything; where that answers nothing it is an ordinary thread-local.
 */
public final class ThreadSlot<T> {
  @SuppressWarnings("ThreadLocalUsage") // the one slot of the running loop, static in its class
  private final ThreadLocal<T> local = new ThreadLocal<>();

  /** {@return the value of the platform thread that runs the current thread, or null} */
  public @Nullable T carrier() {
    return Jdk.carrierLocal(local);
  }

  /** {@return the value of the current thread itself, or null} */
  public @Nullable T own() {
    return local.get();
  }

  /** Sets or, with null, removes the current thread's own value. */
  public void set(@Nullable T value) {
    if (value == null) {
      local.remove();
    } else {
      local.set(value);
    }
  }
}
