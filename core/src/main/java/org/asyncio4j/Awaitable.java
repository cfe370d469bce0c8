package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * What a task can wait for: a {@link Coroutine}, a {@link Future} or a {@link Task}.
 *
 * <p>Python: {@code collections.abc.Awaitable}.
 *
 * @param <T> the type of the result
 */
public sealed interface Awaitable<T extends @Nullable Object> permits Coroutine, Future {}
