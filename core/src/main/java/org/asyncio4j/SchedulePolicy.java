package org.asyncio4j;

/**
 * Decides what runs next of all that is ready: to try other orders than asyncio's.
 *
 * <p>Without one, a loop runs what is ready in the order in which it became so. With one, each step
 * of a task may come before or after everything else that is ready. Callbacks keep their order
 * among themselves, as {@link EventLoop#callSoon} promises; a {@link Free} one does not. Timers are
 * due when their time has come, whatever the policy says.
 *
 * <p>Called on the loop's thread, between two steps.
 *
 * <p>Java only: for tests and simulations; CPython's order is fixed.
 */
@FunctionalInterface
public interface SchedulePolicy {

  /** What may run next, in the order in which it became ready. Valid only during {@link #pick}. */
  interface Ready {

    /** {@return how many there are, at least one} */
    int size();

    /**
     * {@return one of them: a {@link Task}, a {@link Free} callback, or the oldest of the other
     * callbacks}
     *
     * @param index 0 is the one that has been ready for longest
     */
    Object entry(int index);
  }

  /** A callback that keeps no order with the others, as the steps of tasks do not. */
  interface Free extends Runnable {}

  /**
   * Picks what runs next; asked before each step and callback, even if there is no choice.
   *
   * @param ready what there is
   * @return the index of one of them
   */
  int pick(Ready ready);

  /**
   * Tells whether something that is ready shall stand still until this says otherwise: what belongs
   * to a machine of a simulation that has crashed.
   *
   * @param entry a {@link Task}, a {@link Handle}, or whatever else is ready
   * @return whether to hold it back; asked again and again
   */
  default boolean holdsBack(Object entry) {
    return false;
  }

  /**
   * Something is ready, and a timer is not due yet. Whoever has the loop's clock in hand may move
   * it here, as if the machine had been slow: then the timer takes part in this round.
   *
   * @param nanos how long it is until the timer is due, more than zero
   */
  default void mayStall(long nanos) {}
}
