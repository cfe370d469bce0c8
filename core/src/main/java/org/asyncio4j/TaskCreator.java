package org.asyncio4j;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What tasks can be made in: an {@link EventLoop} or a {@link TaskGroup}. */
public sealed interface TaskCreator permits EventLoop, TaskGroup {

  /**
   * Makes a task, which will run soon.
   *
   * @param coroutine what it runs
   * @param options name, context, eager start
   * @param <T> the type of the result
   * @return the task
   */
  <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options);

  /**
   * Makes a task, which will run soon.
   *
   * @param coroutine what it runs
   * @param <T> the type of the result
   * @return the task
   */
  default <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
    return createTask(coroutine, TaskOptions.DEFAULT);
  }

  /**
   * Makes a task, which will run soon.
   *
   * @param body what it runs
   * @param <T> the type of the result
   * @return the task
   */
  default <T extends @Nullable Object> Task<T> createTask(Callable<T> body) {
    return createTask(Coroutine.of(body), TaskOptions.DEFAULT);
  }

  /**
   * Makes a task, which will run soon.
   *
   * @param body what it runs
   * @param options name, context, eager start
   * @param <T> the type of the result
   * @return the task
   */
  default <T extends @Nullable Object> Task<T> createTask(Callable<T> body, TaskOptions options) {
    return createTask(Coroutine.of(body), options);
  }

  /**
   * Makes a task, which will run soon.
   *
   * @param body what it runs
   * @return the task
   */
  default Task<@Nullable Void> createTask(Action body) {
    return createTask(Coroutine.of(body), TaskOptions.DEFAULT);
  }

  /**
   * Makes a task, which will run soon.
   *
   * @param body what it runs
   * @param options name, context, eager start
   * @return the task
   */
  default Task<@Nullable Void> createTask(Action body, TaskOptions options) {
    return createTask(Coroutine.of(body), options);
  }
}
