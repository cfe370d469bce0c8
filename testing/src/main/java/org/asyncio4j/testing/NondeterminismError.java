package org.asyncio4j.testing;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by an exploration whose test, run twice under one schedule, does different things: it
 * depends on more than the schedule, such as the machine's clock, other threads, random numbers,
 * the order of a hash table of objects without a {@code hashCode}, or state left by another run.
 * What such a test finds cannot be replayed; if it has failed, that failure is the cause.
 *
 * <p>Java only.
 */
public final class NondeterminismError extends AssertionError {
  private static final long serialVersionUID = 1L;

  NondeterminismError(String message, @Nullable Throwable failure) {
    super(message, failure);
  }
}
