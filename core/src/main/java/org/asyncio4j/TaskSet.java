package org.asyncio4j;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A loop's tasks that are not done, in order of creation. Any thread may look at it.
 *
 * <p>The tasks themselves are the links of the list, which saves an entry for each.
 */
final class TaskSet {
  // Guarded by this, as are the links of all tasks in the list: other threads take snapshots.
  private @Nullable Task<?> oldest;
  private @Nullable Task<?> newest;

  synchronized void add(Task<?> task) {
    task.previousInSet = newest;
    if (newest == null) {
      oldest = task;
    } else {
      newest.nextInSet = task;
    }
    newest = task;
  }

  synchronized void remove(Task<?> task) {
    Task<?> previous = task.previousInSet;
    Task<?> next = task.nextInSet;
    if (previous == null) {
      oldest = next;
    } else {
      previous.nextInSet = next;
    }
    if (next == null) {
      newest = previous;
    } else {
      next.previousInSet = previous;
    }
    task.previousInSet = null;
    task.nextInSet = null;
  }

  synchronized Set<Task<?>> snapshot() {
    var tasks = new LinkedHashSet<Task<?>>();
    for (Task<?> task = oldest; task != null; task = task.nextInSet) {
      tasks.add(task);
    }
    return tasks;
  }
}
