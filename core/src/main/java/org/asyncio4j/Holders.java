package org.asyncio4j;

import java.util.Collection;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that hold a semaphore's permits, as far as is known, the longest-holding first.
 *
 * <p>Anybody may release a permit. One that is released by a task that holds some is the newest of
 * those; one that is released by anybody else is the one that has been held longest.
 */
final class Holders {
  /** Of a semaphore with more permits nobody is remembered: a release has to look for its task. */
  private static final int MOST = 64;

  // Loop thread; other threads read it racily, and may see a holder twice or miss one.
  private final @Nullable Task<?>[] tasks;
  private int count;

  Holders(int permits) {
    this.tasks = new Task<?>[permits <= MOST ? permits : 0];
  }

  void add(@Nullable Task<?> task) {
    if (task != null && count < tasks.length) {
      tasks[count++] = task;
    }
  }

  void removeOneOf(@Nullable Task<?> task) {
    if (count == 0) {
      return;
    }
    int index = count - 1;
    while (index > 0 && tasks[index] != task) {
      index--;
    }
    count--;
    System.arraycopy(tasks, index + 1, tasks, index, count - index);
    tasks[count] = null;
  }

  /** {@return the holders, each once} Any thread. */
  Collection<Task<?>> snapshot() {
    var holders = new LinkedHashSet<Task<?>>();
    for (Task<?> task : tasks.clone()) {
      if (task != null) {
        holders.add(task);
      }
    }
    return holders;
  }
}
