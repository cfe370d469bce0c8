package org.asyncio4j;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A loop's tasks that are not done, in order of creation. Any thread may look at it.
 *
 * <p>The tasks themselves are the links of the list, which saves an entry for each.
 */
final class TaskSet {
  // Other threads take snapshots.
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock, as are the links of all tasks in the list.
  private @Nullable Task<?> oldest;
  private @Nullable Task<?> newest;

  /**
   * Locks without parking a virtual thread: that would suspend a task in the midst of its step, and
   * let the loop run something else.
   */
  private void lock() {
    if (!Thread.currentThread().isVirtual()) {
      lock.lock();
      return;
    }
    while (!lock.tryLock()) {
      Thread.onSpinWait();
    }
  }

  void add(Task<?> task) {
    lock();
    task.previousInSet = newest;
    if (newest == null) {
      oldest = task;
    } else {
      newest.nextInSet = task;
    }
    newest = task;
    lock.unlock();
  }

  void remove(Task<?> task) {
    lock();
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
    lock.unlock();
  }

  Set<Task<?>> snapshot() {
    var tasks = new LinkedHashSet<Task<?>>();
    lock();
    try {
      for (Task<?> task = oldest; task != null; task = task.nextInSet) {
        tasks.add(task);
      }
    } finally {
      lock.unlock();
    }
    return tasks;
  }
}
