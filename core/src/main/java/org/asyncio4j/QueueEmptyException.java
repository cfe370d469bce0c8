package org.asyncio4j;

/**
 * Thrown by {@code getNowait} of an empty queue.
 *
 * <p>Python: {@code asyncio.QueueEmpty}.
 */
public final class QueueEmptyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message who, what was wrong, what was expected
   */
  public QueueEmptyException(String message) {
    super(message);
  }
}
