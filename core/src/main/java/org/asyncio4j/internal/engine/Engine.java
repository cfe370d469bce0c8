package org.asyncio4j.internal.engine;

import org.asyncio4j.spi.EngineKind;

/** Makes the frames of one event loop, and knows which kind of thread may run the loop. */
public interface Engine {

  /** {@return which way of suspending this is} */
  EngineKind kind();

  /**
   * Makes a frame; its first {@link Frame#resume} starts the body.
   *
   * @param owner whose body it is: handed back to the host to run that, and when a blocked frame
   *     may go on
   */
  Frame frame(Object owner);

  /** {@return whether the current thread is of the kind that the loop must run on} */
  boolean canHost();

  /** Starts a thread of the kind that the loop must run on. */
  Thread startHost(Runnable body);

  /** {@return how many finished frames wait for another body} */
  int idleFrames();

  /**
   * {@return what ends all idle frames, run by a thread that can host the loop} It holds neither
   * this engine nor its host.
   */
  Runnable idleReleaser();
}
