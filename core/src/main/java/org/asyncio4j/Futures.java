package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** What is done with any kind of awaitable. */
final class Futures {
  private Futures() {}

  /** Waits in the current task; a coroutine runs inside it. */
  static <T extends @Nullable Object> T await(Awaitable<T> awaitable) {
    return switch (Arguments.required(awaitable, "awaitable")) {
      case Future<T> future -> future.await();
      case Coroutine<T> coroutine -> coroutine.await();
    };
  }

  /**
   * {@return {@code awaitable} itself if it is a future, else a new task of {@code loop}}
   *
   * @throws IllegalArgumentException if it is a future of another loop
   */
  static <T extends @Nullable Object> Future<T> ensure(Awaitable<T> awaitable, BaseEventLoop loop) {
    return switch (Arguments.required(awaitable, "awaitable")) {
      case Future<T> future -> {
        if (future.loop() != loop) {
          throw new IllegalArgumentException(
              "%s belongs to a different loop than %s".formatted(future, loop));
        }
        yield future;
      }
      case Coroutine<T> coroutine -> taskOf(coroutine, loop);
    };
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
