package org.asyncio4j;

/**
 * Thrown by a queue that was shut down.
 *
 * <p>Python: {@code asyncio.QueueShutDown}.
 */
public final class QueueShutDownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message who, what was wrong, what was expected
   */
  public QueueShutDownException(String message) {
    super(message);
  }
}
