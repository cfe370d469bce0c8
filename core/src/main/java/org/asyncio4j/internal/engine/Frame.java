package org.asyncio4j.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * A body in execution on a thread of its own, one step at a time.
 *
 * <p>The protocol is that of a generator: {@link #resume} runs the body to its next suspension
 * point and returns what it waits for.
 */
public interface Frame {

  /** What {@link #resume} returns when the body has ended. */
  Object FINISHED = new Marker("finished");

  /**
   * What {@link #resume} returns when the body blocked in the JDK instead of suspending. The frame
   * then tells its host when it can go on, and the host calls {@link #resumeBlocked}.
   */
  Object BLOCKED = new Marker("blocked");

  /**
   * Runs the body to its next suspension point. Called on the loop's thread, with the frame new or
   * suspended. Throws, checked or not, what has ended the frame's thread outside the body, or has
   * kept it from starting: the body can not go on then.
   *
   * @return what {@link #suspend} was called with, {@link #FINISHED} or {@link #BLOCKED}
   */
  @Nullable Object resume();

  /**
   * Lets a blocked body go on, if it can; spurious calls are harmless. Called on the loop's thread.
   *
   * @return as {@link #resume}; {@link #BLOCKED} also if the body could not go on yet
   */
  @Nullable Object resumeBlocked();

  /** {@return whether the body is blocked in the JDK} Loop thread only. */
  boolean blocked();

  /**
   * Suspends the body until the next {@link #resume}. Called by the body itself. Whatever it
   * throws, such as a {@code StackOverflowError}, the body is not suspended, and has the turn.
   *
   * @param waitsFor what {@link #resume} shall return
   * @throws IllegalStateException if the thread is pinned and cannot be suspended
   */
  void suspend(@Nullable Object waitsFor);

  /** {@return the thread that the body runs on} */
  Thread thread();

  /** {@return whether {@link #suspend} works here: whether the running code has a stack to keep} */
  default boolean canSuspend() {
    return true;
  }

  /** {@return the stack of the body and of what it stands on, newest first} */
  default StackTraceElement[] stack() {
    return thread().getStackTrace();
  }

  /** A named constant. */
  record Marker(String name) {}
}
