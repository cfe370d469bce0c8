package org.asyncio4j;

/**
 * What becomes of a function that a thread is running when the future of its result is cancelled.
 *
 * <p>A function that no thread has begun yet never runs, in both cases.
 *
 * <p>Java only: CPython always detaches.
 */
public enum WhenCancelled {
  /**
   * The future is cancelled at once, and the function runs to its end, unobserved: its result is
   * dropped, its exception only logged, at level {@code DEBUG}.
   */
  DETACH,
  /**
   * The thread is interrupted, again with every further cancellation; only when the function has
   * ended, however it does, is the future cancelled. What the function has thrown is the cause of
   * the {@link CancelledError}.
   */
  INTERRUPT
}
