package org.asyncio4j;

import java.util.Set;

/**
 * What {@link Asyncio#wait} found; both sets in the order of the arguments.
 *
 * <p>Python: the tuple {@code (done, pending)}.
 *
 * @param done the futures that are done
 * @param pending the others
 * @param <F> the type of the futures
 */
public record DoneAndPending<F extends Future<?>>(Set<F> done, Set<F> pending) {}
