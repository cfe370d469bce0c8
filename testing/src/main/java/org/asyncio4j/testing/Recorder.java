package org.asyncio4j.testing;

import org.asyncio4j.EventLoop;
import org.asyncio4j.Task;

/** Is told what happens in a run, to write it down. By default writes nothing. */
interface Recorder {
  Recorder NONE = new Recorder() {};

  default void runBegins(EventLoop loop) {}

  default void taskCreated(Task<?> task) {}

  /**
   * Something is going to run.
   *
   * @param entry a task, a plain thread or a callback
   * @param index which one of those that are ready
   * @param size how many are ready
   * @param decision how many decisions there have been, with this one if it is one
   */
  default void picked(Object entry, int index, int size, int decision) {}

  /** A task or a plain thread has made a step. */
  default void stepEnded(Object who) {}

  /** The test is over; what follows is the loop's clean-up. */
  default void bodyEnded() {}

  /** A task is cancelled, or a plain thread interrupted. */
  default void cancelled(Object who) {}

  default void stalled(int decision) {}
}
