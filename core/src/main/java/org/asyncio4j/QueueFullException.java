package org.asyncio4j;

/**
 * Thrown by {@code putNowait} into a full queue.
 *
 * <p>Python: {@code asyncio.QueueFull}.
 */
public final class QueueFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message who, what was wrong, what was expected
   */
  public QueueFullException(String message) {
    super(message);
  }
}
