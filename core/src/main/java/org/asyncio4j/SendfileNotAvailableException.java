package org.asyncio4j;

/**
 * The system cannot send this file without copying it.
 *
 * <p>Python: {@code asyncio.SendfileNotAvailableError}.
 */
public final class SendfileNotAvailableException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message who, what was wrong, what was expected
   */
  public SendfileNotAvailableException(String message) {
    super(message);
  }
}
