package org.asyncio4j;

import org.asyncio4j.internal.engine.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a task's frame while an executor's own code runs in the task's step: an executor
 * may run a function in place, and that function has no stack that could be suspended.
 */
final class InPlaceFrame implements Frame {
  private final Frame suspended;
  private final Thread thread = Thread.currentThread();

  private InPlaceFrame(Frame suspended) {
    this.suspended = suspended;
  }

  /** Runs {@code action} with this in the place of the task's frame. */
  static void run(Task<?> task, Runnable action) {
    Frame own = Arguments.required(task.frame, "frame");
    task.frame = new InPlaceFrame(own);
    try {
      action.run();
    } finally {
      task.frame = own;
    }
  }

  @Override
  public void suspend(@Nullable Object waitsFor) {
    throw new IllegalStateException(
        "cannot wait inside a function that an executor runs in the calling thread: expected an"
            + " executor with threads of its own");
  }

  @Override
  public boolean canSuspend() {
    return false;
  }

  @Override
  public @Nullable Object resume() {
    return suspended.resume();
  }

  @Override
  public @Nullable Object resumeBlocked() {
    return suspended.resumeBlocked();
  }

  @Override
  public boolean blocked() {
    return suspended.blocked();
  }

  @Override
  public Thread thread() {
    return thread;
  }

  @Override
  public StackTraceElement[] stack() {
    return suspended.stack();
  }
}
