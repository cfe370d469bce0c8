package org.asyncio4j;

/**
 * Thrown by {@code emit} in the body of an asynchronous generator that is being closed, and into a
 * stackless coroutine that is.
 *
 * <p>An {@code Error}, so that {@code catch (Exception e)} does not swallow it. The body cleans up,
 * for which a generator's may wait, and lets it pass; emitting once more is an error of the body.
 *
 * <p>Python: {@code GeneratorExit}.
 */
public final class GeneratorExit extends Error {
  private static final long serialVersionUID = 1L;

  /** Makes the exception. */
  public GeneratorExit() {}
}
