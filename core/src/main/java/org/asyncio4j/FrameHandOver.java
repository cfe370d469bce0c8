package org.asyncio4j;

import org.asyncio4j.internal.engine.Frame;
import org.jspecify.annotations.Nullable;

/**
 * When a body has ended, its frame runs the next task of the batch at once, if that starts a body,
 * too: a switch to the loop and back less, which is most of what a task costs that never suspends.
 *
 * <p>On the frame's thread.
 */
final class FrameHandOver {
  private FrameHandOver() {}

  /**
   * Ends {@code task}, whose body has ended on {@code frame}, and begins the step of the next task.
   *
   * @return the next task, or null if the loop itself must go on: then nothing has been done
   */
  static @Nullable Task<?> next(Task<?> task, Frame frame) {
    if (task.frame != frame || leavesTheLoop(task)) {
      return null;
    }
    Task<?> next = task.loop().schedule.goOn();
    if (next != null) {
      try {
        task.bodyEnded();
      } catch (Throwable outOfMemory) {
        task.loop().enqueue(next);
        throw outOfMemory;
      }
      next.frame = frame;
      Running running = task.loop().running();
      running.task = next;
      running.context = next.currentContext();
    }
    return next;
  }

  private static boolean leavesTheLoop(Task<?> ended) {
    return ended.exchange instanceof Threw(Throwable thrown) && Throwables.leavesTheLoop(thrown);
  }
}
