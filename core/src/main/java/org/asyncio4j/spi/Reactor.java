package org.asyncio4j.spi;

/**
 * Where an event loop waits when nothing is ready.
 *
 * <p>Python: {@code selectors.BaseSelector}, as the event loop uses it.
 */
public interface Reactor {

  /** A timeout that means: wait until woken. */
  long FOREVER = Long.MAX_VALUE;

  /**
   * Waits until something happens; returning early is allowed. Called by the loop's own thread.
   *
   * @param timeoutNanos how long to wait at most: 0 polls, {@link #FOREVER} has no limit
   * @param outsideWork whether something that the loop does not control (a blocked thread, a
   *     completion stage) is under way and may still wake the loop; a reactor of virtual time must
   *     not move the clock then
   */
  void await(long timeoutNanos, boolean outsideWork);

  /**
   * {@return whether {@link #await} runs a user's code or takes locks that tasks may take, too}
   *
   * <p>The loop calls such a reactor where it runs callbacks, on a virtual thread of its own: if
   * that is parked, the tasks that the JDK wakes go on. Any other reactor is called on the loop's
   * platform thread, and must not wait for anything but what it is for: a task that is parked could
   * hold it, and would never go on. On the hand-off engine there is no such difference.
   */
  default boolean takesLocks() {
    return false;
  }

  /** Ends the current or else the next {@link #await}. Any thread may call it. */
  void wakeup();

  /** The loop is closed, and awaits no more. Called once, by the thread that closes the loop. */
  default void close() {}
}
