package org.asyncio4j;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.asyncio4j.internal.engine.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The user's part of a task's stack, oldest frame first.
 *
 * @param header what a print begins with
 * @param frames the frames
 * @param exception what ended the task, if it failed
 */
record TaskStack(String header, List<StackTraceElement> frames, @Nullable Throwable exception) {

  static TaskStack of(Task<?> task, int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit must be >= 0, got " + limit);
    }
    if (!task.done()) {
      var frames = oldestFirst(ofBody(task));
      return new TaskStack(
          "Stack for %s (most recent call last):".formatted(task),
          frames.subList(frames.size() - Math.min(limit, frames.size()), frames.size()),
          null);
    }
    Throwable exception = task.peekException();
    if (exception == null) {
      return new TaskStack("No stack for %s".formatted(task), List.of(), null);
    }
    var frames = oldestFirst(exception.getStackTrace());
    return new TaskStack(
        "Traceback for %s (most recent call last):".formatted(task),
        frames.subList(0, Math.min(limit, frames.size())),
        exception);
  }

  /**
   * {@return the stack of a task's body, newest first; empty unless it runs} Any thread, racily.
   */
  static StackTraceElement[] ofBody(Task<?> task) {
    Frame frame = task.frame;
    boolean inAStep = frame instanceof StepFrame && !frame.canSuspend();
    if (inAStep && task.loop().running().task == task) {
      return ofStep(task.loop().callbackThread());
    }
    if (frame != null) {
      StackTraceElement[] stack = frame.stack();
      if (task.frame == frame) { // else the thread may have taken the body of another task
        return stack;
      }
    }
    return new StackTraceElement[0];
  }

  /** {@return the stack of a stackless step, which the loop's thread is running} */
  private static StackTraceElement[] ofStep(@Nullable Thread loopThread) {
    StackTraceElement[] all =
        loopThread == null ? new StackTraceElement[0] : loopThread.getStackTrace();
    return Arrays.stream(all)
        .takeWhile(frame -> !frame.getClassName().equals(StepFrame.class.getName()))
        .toArray(StackTraceElement[]::new);
  }

  private static List<StackTraceElement> oldestFirst(StackTraceElement[] newestFirst) {
    return UserFrames.of(newestFirst).reversed();
  }

  void print(PrintStream out) {
    out.println(header);
    frames.forEach(frame -> out.println("  at " + frame));
    if (exception != null) {
      out.println(exception);
    }
  }
}
