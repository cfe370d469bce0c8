package org.asyncio4j;

/**
 * Thrown by a barrier that was aborted, or reset while tasks waited.
 *
 * <p>Python: {@code asyncio.BrokenBarrierError}.
 */
public final class BrokenBarrierException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message who, what was wrong, what was expected
   */
  public BrokenBarrierException(String message) {
    super(message);
  }
}
