package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * What is done with any kind of awaitable.
 *
 * <p>Without pattern switches: the JDK builds the first that a program meets while it runs, which
 * takes as long as all the rest of a start.
 */
final class Futures {
  private Futures() {}

  /** Waits in the current task; a coroutine runs inside it. */
  static <T extends @Nullable Object> T await(Awaitable<T> awaitable) {
    return Arguments.required(awaitable, "awaitable") instanceof Future<T> future
        ? future.await()
        : ((Coroutine<T>) awaitable).await();
  }

  /**
   * {@return {@code awaitable} itself if it is a future, else a new task of {@code loop}}
   *
   * @throws IllegalArgumentException if it is a future of another loop
   */
  static <T extends @Nullable Object> Future<T> ensure(Awaitable<T> awaitable, BaseEventLoop loop) {
    if (Arguments.required(awaitable, "awaitable") instanceof Future<T> future) {
      if (future.loop() != loop) {
        throw new IllegalArgumentException(
            "%s belongs to a different loop than %s".formatted(future, loop));
      }
      return future;
    }
    return taskOf((Coroutine<T>) awaitable, loop);
  }

  private static <T extends @Nullable Object> Task<T> taskOf(
      Coroutine<T> coroutine, BaseEventLoop loop) {
    try {
      return loop.createTask(coroutine);
    } catch (RuntimeException refused) {
      coroutine.close();
      throw refused;
    }
  }
}
