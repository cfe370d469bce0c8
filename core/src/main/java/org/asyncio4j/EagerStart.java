package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * A task's request that another one make its first step before it goes on itself.
 *
 * <p>One task's thread cannot run another's; so the creating task suspends with this request, its
 * step runs the new task's, and resumes it at once: nothing else of the loop runs between.
 */
final class EagerStart<T extends @Nullable Object> {
  private final Task<T> started;
  private @Nullable Throwable leavesTheLoop;

  private EagerStart(Task<T> started) {
    this.started = started;
  }

  static <T extends @Nullable Object> void run(Task<T> started) {
    Task<?> creator = started.loop().running().task;
    if (creator == null || Running.loopOrNull() != started.loop()) {
      started.eagerStep();
      return;
    }
    var request = new EagerStart<>(started);
    creator.suspendFor(request);
    if (request.leavesTheLoop != null) {
      throw Throwables.sneak(request.leavesTheLoop);
    }
  }

  /** Loop thread: the creator is suspended. */
  void step() {
    try {
      started.eagerStep();
    } catch (KeyboardInterrupt | SystemExit thrown) {
      leavesTheLoop = thrown;
    }
  }
}
