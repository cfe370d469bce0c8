package org.asyncio4j;

import org.asyncio4j.internal.engine.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A task's body has the turn, until it asks for something.
 *
 * <p>A body whose thread has died, or could not be started, has ended with what that was: its task
 * fails, and nobody waits for it for ever. Loop thread only.
 */
final class Turn {
  private Turn() {}

  /** The next step, which may be the first. {@return what the body asks for} */
  static @Nullable Object begin(Task<?> task) {
    try {
      Frame frame = task.frame;
      if (frame == null) {
        frame = task.getCoro().newFrame(task);
        task.frame = frame;
      }
      return frame.resume();
    } catch (Throwable lost) {
      return end(task.loop().running().taskOr(task), lost); // the frame may have been handed over
    }
  }

  /** The same step, if the JDK lets it. {@return what the body asks for} */
  static @Nullable Object goOn(Task<?> task, Frame blocked) {
    try {
      return blocked.resumeBlocked();
    } catch (Throwable lost) {
      return end(task, lost);
    }
  }

  /** The same step, after a request. {@return what the body asks for} */
  static @Nullable Object serve(Task<?> task, StepRequest request) {
    try {
      return request.serve(task);
    } catch (Throwable lost) {
      return end(task, lost);
    }
  }

  private static Object end(Task<?> task, Throwable lost) {
    if (task.done() || Throwables.leavesTheLoop(lost)) {
      throw Throwables.sneak(lost);
    }
    task.exchange = Threw.by(lost);
    return Frame.FINISHED;
  }
}
