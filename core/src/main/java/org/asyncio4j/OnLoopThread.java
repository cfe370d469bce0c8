package org.asyncio4j;

import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;

/**
 * A task's request to make a call that may park the thread where the loop runs callbacks.
 *
 * <p>On the task's own virtual thread such a call would suspend the task in the midst of its step
 * and let the loop run others, where the caller was promised that it does not wait. A callback that
 * is parked holds the loop up, but for what the JDK wakes.
 */
final class OnLoopThread extends StepRequest {
  private final Runnable action;
  private @Nullable Throwable thrown;

  private OnLoopThread(Runnable action) {
    this.action = action;
  }

  /** Runs {@code action}; what it throws is thrown. */
  static void run(BaseEventLoop loop, Runnable action) {
    Running running = loop.running();
    Task<?> task = running.isCurrent() ? running.task : null;
    if (task == null || !StepRequest.possibleIn(task)) {
      action.run();
      return;
    }
    // A hand-off task keeps the loop waiting while it is parked.
    if (loop.engine().kind() == EngineKind.HANDOFF) {
      InPlaceFrame.run(task, action);
      return;
    }
    var request = new OnLoopThread(action);
    task.suspendFor(request);
    if (request.thrown != null) {
      throw Throwables.sneak(request.thrown);
    }
  }

  @Override
  @Nullable Object serve(Task<?> task) {
    try {
      task.loop().aside(() -> InPlaceFrame.run(task, action));
    } catch (Throwable failure) {
      thrown = failure;
    }
    return Arguments.required(task.frame, "frame").resume();
  }
}
