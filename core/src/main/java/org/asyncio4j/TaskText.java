package org.asyncio4j;

import java.util.Optional;

/** What a task's {@code toString} says. */
final class TaskText {
  private TaskText() {}

  static String of(Task<?> task) {
    var text = new StringBuilder("Task['");
    text.append(task.getName()).append("', ").append(task.stateName());
    if (!task.done() && task.cancelling() > 0) {
      text.append(", cancelling");
    }
    text.append(", coro=").append(task.getCoro().where());
    Optional<Future<?>> waiter = task.waiter();
    if (waiter.isPresent()) {
      text.append(", waits for ").append(waiter.get().kindName());
      if (waiter.get() instanceof Task<?> awaited) {
        text.append(" '").append(awaited.getName()).append("'");
      }
    }
    return text.append(task.loop().createdAt(task)).append("]").toString();
  }
}
