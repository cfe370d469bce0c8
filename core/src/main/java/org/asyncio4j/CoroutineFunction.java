package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * A function whose call starts nothing but gives a {@link Coroutine}.
 *
 * <p>{@link Asyncio#coroutine(Body)} makes one of a method.
 *
 * <p>Python: a function decorated with {@code @asyncio.coroutine}, or an {@code async def}.
 *
 * @param <A> the type of the argument; a record serves for several
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface CoroutineFunction<A extends @Nullable Object, T extends @Nullable Object> {

  /**
   * Binds the argument; runs nothing.
   *
   * @param argument what the body will be called with
   * @return a new coroutine
   */
  Coroutine<T> call(A argument);

  /**
   * The body of a coroutine function. May suspend, and may throw anything.
   *
   * @param <A> the type of the argument
   * @param <T> the type of the result
   */
  @FunctionalInterface
  interface Body<A extends @Nullable Object, T extends @Nullable Object> {

    /**
     * Runs the body.
     *
     * @param argument what the function was called with
     * @return the result
     * @throws Exception whatever the body throws
     */
    T call(A argument) throws Exception;
  }
}
