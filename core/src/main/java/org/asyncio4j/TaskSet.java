package org.asyncio4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A loop's tasks that are not done, in order of creation. Any thread may look at it.
 *
 * <p>The tasks themselves are the links of the list, which saves an entry for each. Only the loop's
 * thread changes it, without a lock or a fence: every task comes and goes here.
 */
final class TaskSet {
  private static final VarHandle OLDEST;
  private static final VarHandle NEWEST;
  private static final VarHandle NEXT;

  static {
    try {
      var lookup = MethodHandles.lookup();
      OLDEST = lookup.findVarHandle(TaskSet.class, "oldest", Task.class);
      NEWEST = lookup.findVarHandle(TaskSet.class, "newest", Task.class);
      NEXT = lookup.findVarHandle(Task.class, "nextInSet", Task.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  // These and the links of all tasks: written by the loop's thread, with release whatever another
  // thread reads, which reads it with acquire.
  @SuppressWarnings("UnusedVariable") // read by its handle
  private @Nullable Task<?> oldest;

  private @Nullable Task<?> newest;

  void add(Task<?> task) {
    Task<?> last = newest;
    task.previousInSet = last;
    if (last == null) {
      OLDEST.setRelease(this, task);
    } else {
      NEXT.setRelease(last, task);
    }
    NEWEST.setRelease(this, task);
  }

  /** The task is done. It forgets its neighbours, so that whoever keeps it keeps no others. */
  void remove(Task<?> task) {
    Task<?> previous = task.previousInSet;
    Task<?> next = task.nextInSet;
    if (previous == null) {
      OLDEST.setRelease(this, next);
    } else {
      NEXT.setRelease(previous, next);
    }
    if (next == null) {
      NEWEST.setRelease(this, previous);
    } else {
      next.previousInSet = previous;
    }
    task.previousInSet = null;
    NEXT.setRelease(task, (Task<?>) null);
  }

  /**
   * Any thread. {@return the tasks} On another thread than the loop's: all that are there from the
   * beginning of the call to its end, and perhaps some that come or go meanwhile.
   */
  Set<Task<?>> snapshot() {
    var tasks = new LinkedHashSet<Task<?>>();
    Task<?> last = (Task<?>) NEWEST.getAcquire(this);
    Task<?> task = (Task<?>) OLDEST.getAcquire(this);
    Task<?> seen = null;
    while (task != null && last != null && !task.isNewerThan(last)) {
      if (seen == null || task.isNewerThan(seen)) {
        seen = task;
        if (!task.done()) {
          tasks.add(task);
        }
      }
      Task<?> next = (Task<?>) NEXT.getAcquire(task);
      boolean justRemoved = next == null && task.done() && task != last;
      task = justRemoved ? (Task<?>) OLDEST.getAcquire(this) : next; // past those seen already
    }
    return tasks;
  }
}
