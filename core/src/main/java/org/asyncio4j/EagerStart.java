package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * A task's request that another one make its first step before it goes on itself.
 *
 * <p>One task's thread cannot run another's; so the creating task suspends with this request, its
 * step runs the new task's, and resumes it at once: nothing else of the loop runs between.
 */
final class EagerStart<T extends @Nullable Object> extends StepRequest {
  // Each is a recursion of the loop's thread, which must not run out of stack: it would leave work
  // half done. About a third of what it has room for.
  private static final int MOST_NESTED = 500;
  private static final int IN_A_STEP = 4; // on top of the creator's own code

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
    if (running.eagerStarts >= MOST_NESTED) {
      started.loop().enqueue(started);
      return;
    }
    Task<?> creator = running.task;
    if (creator == null || !StepRequest.possibleIn(creator)) {
      firstStep(started, running, IN_A_STEP);
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

  private static void firstStep(Task<?> started, Running running, int weight) {
    running.eagerStarts += weight;
    try {
      started.runStep();
    } finally {
      running.eagerStarts -= weight;
    }
  }

  @Override
  @Nullable Object serve(Task<?> creator) {
    made = true;
    Running running = started.loop().running();
    try {
      if (started.hasStack()) {
        firstStep(started, running, 1);
      } else {
        started.loop().aside(() -> firstStep(started, running, 1));
      }
    } catch (KeyboardInterrupt | SystemExit thrown) {
      leavesTheLoop = thrown;
    }
    return Arguments.required(creator.frame, "frame").resume();
  }
}
