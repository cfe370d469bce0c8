package org.asyncio4j.internal.engine;

import org.jspecify.annotations.Nullable;

/** The loop, as its frames see it. */
public interface FrameHost {

  /** A frame that was blocked in the JDK may go on. Any thread may call it. */
  void frameRunnable(Frame frame, Object owner);

  /** Runs the body of a frame's owner, on the frame's thread. Must not throw. */
  void runBody(Object owner);

  /**
   * The body of a frame's owner has ended. Called on the frame's thread. Must not throw.
   *
   * @return another owner, whose body the frame runs at once as a part of the same resume; or null
   */
  @Nullable Object nextBody(Frame frame, Object ended);

  /**
   * Runs something that is no part of the loop on the loop's thread: meanwhile no loop runs there.
   */
  void outside(Runnable stranger);

  /** Inside {@link #outside}: runs something that is a part of the loop. */
  void inside(Runnable action);

  /** Called first on a new thread that runs a body elsewhere than on the loop's own carrier. */
  void enterFrameThread();
}
