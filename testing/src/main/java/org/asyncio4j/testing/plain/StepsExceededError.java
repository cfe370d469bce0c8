package org.asyncio4j.testing.plain;

/**
 * Thrown out of a simulation that makes more steps than it may: most likely some threads keep each
 * other going for ever.
 *
 * <p>Java only.
 */
public final class StepsExceededError extends Error {
  private static final long serialVersionUID = 1L;

  StepsExceededError(long most) {
    super("no end after %s steps, the most that PlainOptions.maxSteps allows".formatted(most));
  }
}
