package org.asyncio4j;

/**
 * How many finished frames a loop keeps for the next tasks. In core's package, because nobody but a
 * test of the library itself has any business with it.
 */
public final class IdleFrameCount {
  private IdleFrameCount() {}

  /** {@return the count, on the loop's own thread} */
  public static int of(EventLoop loop) {
    return BaseEventLoop.of(loop).engine().idleFrames();
  }
}
