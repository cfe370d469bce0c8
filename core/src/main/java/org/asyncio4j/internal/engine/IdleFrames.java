package org.asyncio4j.internal.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Finished frames that wait for another body.
 *
 * <p>They hold neither engine nor loop: the JDK keeps their threads, and would keep with them a
 * loop that was never closed. Loop thread only; once the loop is no more, the thread that found so.
 */
final class IdleFrames implements Runnable {
  // Enough for any burst that a loop sees often; each idle frame holds about a kilobyte.
  private static final int MOST = 1_024;

  private final ArrayDeque<ScheduledFrame> frames = new ArrayDeque<>();

  @Nullable ScheduledFrame take() {
    ScheduledFrame frame = frames.poll();
    while (frame != null && frame.dead()) {
      frame = frames.poll();
    }
    return frame;
  }

  /** {@return whether the frame shall stay, to take another body} */
  boolean keep(ScheduledFrame frame) {
    if (frames.size() >= MOST) {
      return false;
    }
    frames.push(frame);
    return true;
  }

  int count() {
    return frames.size();
  }

  /** Ends all of them. */
  @Override
  public void run() {
    boolean interrupted = Thread.interrupted(); // mounting a frame would clear it
    for (ScheduledFrame frame; (frame = frames.poll()) != null; ) {
      frame.end();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
