package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * How something ended: with a value, an error, or by cancellation.
 *
 * <p>Python: an element of the list that {@code gather(..., return_exceptions=True)} gives.
 *
 * @param <T> the type of the value
 */
public sealed interface Outcome<T extends @Nullable Object> {

  /**
   * It ended with a value.
   *
   * @param value the value
   * @param <T> the type of the value
   */
  record Value<T extends @Nullable Object>(T value) implements Outcome<T> {}

  /**
   * It failed.
   *
   * @param error what was thrown
   * @param <T> the type of the value that there is not
   */
  record Failed<T extends @Nullable Object>(Throwable error) implements Outcome<T> {}

  /**
   * It was cancelled.
   *
   * @param error the cancellation
   * @param <T> the type of the value that there is not
   */
  record Cancelled<T extends @Nullable Object>(CancelledError error) implements Outcome<T> {}

  /**
   * {@return how a future ended}
   *
   * @param future a future that is done
   * @param <T> the type of its result
   * @throws InvalidStateException if it is not done
   */
  static <T extends @Nullable Object> Outcome<T> of(Future<? extends T> future) {
    if (Arguments.required(future, "future").cancelled()) {
      return new Cancelled<>(future.makeCancelledError());
    }
    Throwable error = future.exception();
    return error == null ? new Value<>(future.result()) : new Failed<>(error);
  }
}
