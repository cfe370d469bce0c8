package org.asyncio4j.testing;

import org.asyncio4j.SchedulePolicy.Ready;

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

  /**
   * {@return the index of who goes on, at a place where a thread may be switched}
   *
   * @param ready at least two; the first is the thread that runs
   * @param decision counted from 0, among the others
   */
  default int preempt(Ready ready, int decision) {
    return choose(ready, decision);
  }

  /** A task or a thread has only given up its turn. */
  default void yielded(Object who) {}

  /** A task or a thread has begun to wait for something. */
  default void waits(Object who) {}

  /** A thread runs on and on, and is going to be switched. */
  default void spins(Object who) {}
}
