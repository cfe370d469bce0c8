package org.asyncio4j.testing;

import org.asyncio4j.SchedulePolicy.Ready;
import org.asyncio4j.Task;

/** Makes the decisions of one run. */
interface Chooser {

  /**
   * {@return the index of what runs next}
   *
   * @param ready at least two
   * @param decision counted from 0
   */
  int choose(Ready ready, int decision);

  /**
   * {@return whether the clock jumps to the next timer although something is ready}
   *
   * @param decision counted from 0, among the others
   */
  boolean stalls(int decision);

  /** A task has only given up its turn. */
  default void yielded(Task<?> task) {}

  /** A task has begun to wait for something. */
  default void waits(Task<?> task) {}
}
