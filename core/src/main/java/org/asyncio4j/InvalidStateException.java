package org.asyncio4j;

/**
 * Thrown when a future is not in the state that an operation needs.
 *
 * <p>Python: {@code asyncio.InvalidStateError}.
 */
public final class InvalidStateException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message who, what was wrong, what was expected
   */
  public InvalidStateException(String message) {
    super(message);
  }
}
