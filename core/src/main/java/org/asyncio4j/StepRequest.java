package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * What a suspended body asks of the very step that it suspended: it is served at once, so that
 * nothing else of the loop runs between.
 *
 * <p>A class, not an interface, since every step of every task asks whether it has got one.
 */
abstract sealed class StepRequest permits EagerStart, GeneratorFrame, OnLoopThread {

  /**
   * {@return whether the code that a task is running can be suspended, to have a request served}
   */
  static boolean possibleIn(Task<?> task) {
    return task.frame == null || task.frame.canSuspend();
  }

  /**
   * Does what is asked for and resumes a body of the task. Loop thread; the body is suspended.
   *
   * @param task whose step it is
   * @return what the resumed body asks for, as {@link org.asyncio4j.internal.engine.Frame#resume()}
   */
  abstract @Nullable Object serve(Task<?> task);
}
