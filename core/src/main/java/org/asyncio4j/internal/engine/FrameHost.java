package org.asyncio4j.internal.engine;

/** The loop, as its frames see it. */
public interface FrameHost {

  /** A frame that was blocked in the JDK may go on. Any thread may call it. */
  void frameRunnable(Frame frame, Object owner);

  /** Runs the body of a frame's owner, on the frame's thread. Must not throw. */
  void runBody(Object owner);

  /** Called first on a new thread that runs a body elsewhere than on the loop's own carrier. */
  void enterFrameThread();
}
