package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * A task's request that another one make its first step before it goes on itself.
 *
 * <p>One task's thread cannot run another's; so the creating task suspends with this request, its
 * step runs the new task's, and resumes it at once: nothing else of the loop runs between.
 */
final class EagerStart<T extends @Nullable Object> extends StepRequest {
  private final Task<T> started;
  private @Nullable Throwable leavesTheLoop;
  private boolean made;

  private EagerStart(Task<T> started) {
    this.started = started;
  }

  static <T extends @Nullable Object> void run(Task<T> started) {
    Running running = started.loop().running();
    if (!running.isCurrent()) {
      started.becomeCancelled(null);
      throw new IllegalStateException(
          "a task cannot start eagerly on another thread than its loop's: use"
              + " runCoroutineThreadsafe");
    }
    Task<?> creator = running.task;
    if (creator == null || !StepRequest.possibleIn(creator)) {
      started.runStep();
      return;
    }
    var request = new EagerStart<>(started);
    try {
      creator.suspendFor(request);
    } finally {
      if (!request.made) {
        started.becomeCancelled(null); // the creator cannot suspend here, and gets no task
      }
    }
    if (request.leavesTheLoop != null) {
      throw Throwables.sneak(request.leavesTheLoop);
    }
  }

  @Override
  @Nullable Object serve(Task<?> creator) {
    made = true;
    try {
      if (started.hasStack()) {
        started.runStep();
      } else {
        started.loop().aside(started::runStep);
      }
    } catch (KeyboardInterrupt | SystemExit thrown) {
      leavesTheLoop = thrown;
    }
    return Arguments.required(creator.frame, "frame").resume();
  }
}
