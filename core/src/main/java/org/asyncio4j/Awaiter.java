package org.asyncio4j;

import java.util.Collection;

/**
 * A done-callback that waits on behalf of others. As long as it is registered with a future, that
 * future is awaited by them: so the edges of the call graph need no bookkeeping, and vanish with
 * the registration.
 */
interface Awaiter {

  /** {@return who waits through this callback: tasks, or futures that they await} Any thread. */
  Collection<? extends Future<?>> awaiters();
}
