package org.asyncio4j.internal.engine;

import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;

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

  /**
   * {@return whether code that is not the loop's own is run by {@link #call}, so that it can wait
   * for a lock without the loop's thread having to} Otherwise the loop's thread runs it.
   */
  boolean hasCallbackFrame();

  /**
   * Runs an action in the callback frame; what it throws is thrown. Called on the loop's thread,
   * outside the callback frame, and only where there is one.
   */
  void call(Runnable action);

  /** Runs a request on the loop's own thread, now; what it throws is thrown. */
  void onCarrier(Runnable request);

  /** Any thread, racily: {@return the thread that runs an action, null if none does} */
  @Nullable Thread callbackThread();

  /** {@return whether {@link #endCallbacks} has anything to do} */
  boolean callbackFrameLeft();

  /** Lets the callback frame go, at the end of a run, on a thread that can host the loop. */
  void endCallbacks();

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
