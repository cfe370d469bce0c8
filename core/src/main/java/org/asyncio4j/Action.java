package org.asyncio4j;

/**
 * The body of a coroutine without a result. May suspend, and may throw anything.
 *
 * <p>Java only: a lambda that returns nothing, where {@link java.util.concurrent.Callable} is one
 * that returns a value.
 */
@FunctionalInterface
public interface Action {

  /**
   * Runs the body.
   *
   * @throws Exception whatever the body throws
   */
  void run() throws Exception;
}
