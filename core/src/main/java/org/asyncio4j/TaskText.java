package org.asyncio4j;

import java.util.Optional;

/** What a task's {@code toString} says. */
final class TaskText {
  private static final int LONGEST_NAME = 100;

  private TaskText() {}

  /** {@return the task's name for use in one line: control characters as spaces, long names cut} */
  static String name(Task<?> task) {
    String name = task.getName();
    String line = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name;
    return line.replaceAll("\\p{Cntrl}", " ");
  }

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
