package org.asyncio4j;

/**
 * Thrown into a stackless coroutine that is closed, so that it cleans up and ends.
 *
 * <p>Python: {@code GeneratorExit}.
 */
public final class GeneratorExit extends Error {
  private static final long serialVersionUID = 1L;

  /** Makes one. */
  public GeneratorExit() {}
}
