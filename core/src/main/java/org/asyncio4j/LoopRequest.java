package org.asyncio4j;

/**
 * What a task wants the loop's own thread to do before the task goes on. The task suspends with the
 * request, its step carries it out and resumes the task at once: nothing else of the loop runs
 * between.
 */
abstract sealed class LoopRequest permits EagerStart, OnLoopThread {

  /** Loop thread: the task is suspended. Throws nothing: what fails is for the task to throw. */
  abstract void step();
}
