package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * Is told what a loop and its tasks do: for metrics, traces and recordings.
 *
 * <p>{@link EventLoop#addObserver} has a loop tell one. All of it is called on the loop's thread,
 * or a task's while it has the turn (a task may be made by the thread that prepares a loop); it
 * must be quick and must not suspend. What it throws goes to the loop's exception handler, and the
 * loop goes on. A loop that nobody observes does no more than look whether it has an observer.
 *
 * <p>Java only: CPython has no such hooks.
 */
public interface LoopObserver {

  /**
   * A task has been made; its first step is still to come.
   *
   * @param task the task
   */
  default void taskCreated(Task<?> task) {}

  /**
   * A step of a task begins: its first one, or it goes on after what it waited for.
   *
   * @param task the task
   */
  default void stepBegins(Task<?> task) {}

  /**
   * A step of a task has ended: the task is done, suspended, or blocked in a call of the JDK.
   *
   * @param task the task
   */
  default void stepEnds(Task<?> task) {}

  /**
   * A task has suspended, and its step is about to end.
   *
   * @param task the task
   * @param waitsFor what it waits for; null if it has only given up its turn
   */
  default void suspended(Task<?> task, @Nullable Future<?> waitsFor) {}

  /**
   * A task is blocked in a call of the JDK, and its step is about to end; the loop goes on (loop
   * engine only).
   *
   * @param task the task
   */
  default void blocked(Task<?> task) {}

  /**
   * A task has a result, has failed or was cancelled.
   *
   * @param task the task
   */
  default void taskDone(Task<?> task) {}

  /**
   * Nothing is ready, and the loop is about to wait. What is made ready in here runs without a
   * wait.
   *
   * @param loop the loop
   * @param timeoutNanos how long it would wait at most, as for {@link
   *     org.asyncio4j.spi.Reactor#await}
   * @param outsideWork whether something outside the loop is under way, as there
   */
  default void idle(EventLoop loop, long timeoutNanos, boolean outsideWork) {}

  /**
   * The loop is going to look for what is ready, and to wait if there is nothing.
   *
   * @param loop the loop
   */
  default void pollBegins(EventLoop loop) {}

  /**
   * The loop has what it is going to run in this iteration.
   *
   * @param loop the loop
   */
  default void pollEnds(EventLoop loop) {}
}
