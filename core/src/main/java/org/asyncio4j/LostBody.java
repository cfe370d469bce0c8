package org.asyncio4j;

/**
 * A body whose thread has died, or could not be started: its task fails with what that was, and
 * nobody waits for it for ever. Loop thread only.
 */
final class LostBody {
  private LostBody() {}

  /**
   * A task's step has thrown. {@code thrown} goes on if it leaves the loop, or the task is done.
   */
  static void end(Task<?> task, Throwable thrown) {
    if (task.done() || Throwables.leavesTheLoop(thrown)) {
      throw Throwables.sneak(thrown);
    }
    task.exchange = Threw.by(thrown);
    task.bodyEnded();
  }
}
