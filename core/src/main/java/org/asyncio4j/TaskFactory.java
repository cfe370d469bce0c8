package org.asyncio4j;

/**
 * Makes the tasks of a loop; usually by {@link Task#create} with changed options.
 *
 * <p>Python: the argument of {@code loop.set_task_factory}.
 */
@FunctionalInterface
public interface TaskFactory {

  /**
   * Makes a task.
   *
   * @param loop the loop that runs it
   * @param coroutine what it must run
   * @param options name, context, eager start
   * @return a task of that loop and that coroutine
   */
  Task<?> createTask(EventLoop loop, Coroutine<?> coroutine, TaskOptions options);
}
