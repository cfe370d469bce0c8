package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * Ties a primitive to the first loop that it is used on: on another one its waiters would never be
 * woken.
 */
final class LoopBound {
  private final Object owner;
  private @Nullable BaseEventLoop loop;

  LoopBound(Object owner) {
    this.owner = owner;
  }

  /**
   * Checks a use; one outside any running loop is let pass.
   *
   * @throws IllegalStateException if the owner belongs to another loop
   */
  void check() {
    user();
  }

  /** Checks a use, as above. {@return the task whose use it is, null if it is none's} */
  @Nullable Task<?> user() {
    Running current = Running.current();
    BaseEventLoop running = current.loop;
    if (running != loop && running != null) {
      bind(running);
    }
    return current.task;
  }

  private void bind(BaseEventLoop running) {
    if (loop != null) {
      throw new IllegalStateException("%s is bound to a different event loop".formatted(owner));
    }
    loop = running;
  }

  /** Makes a future for one waiter. */
  Waiter<@Nullable Void> waiter() {
    check();
    return new Waiter<>(Running.requiredLoop(), owner);
  }
}
