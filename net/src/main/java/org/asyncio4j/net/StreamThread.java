package org.asyncio4j.net;

import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;

/** Refuses calls of threads that are not a loop's. */
final class StreamThread {
  private StreamThread() {}

  /**
   * Checks that the calling thread is running a loop.
   *
   * @param loop the loop that it must be
   * @param what is used
   * @throws IllegalStateException if it is not
   */
  static void require(EventLoop loop, String what) {
    EventLoop running;
    try {
      running = Asyncio.getRunningLoop();
    } catch (IllegalStateException none) {
      throw refused(loop, what);
    }
    if (running != loop) {
      throw refused(loop, what);
    }
  }

  private static IllegalStateException refused(EventLoop loop, String what) {
    return new IllegalStateException(
        "%s was used by thread '%s', expected a task of its loop: hand what was read over, or use "
                .formatted(what, Thread.currentThread().getName())
            + "runCoroutineThreadsafe; the loop is "
            + loop);
  }
}
