package org.asyncio4j;

/**
 * A separator was looked for in a stream, and not found within the limit of its buffer.
 *
 * <p>Python: {@code asyncio.LimitOverrunError}.
 */
public final class LimitOverrunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int consumed;

  /**
   * Makes the exception.
   *
   * @param message who, what was wrong, what was expected
   * @param consumed how many bytes at least have to be taken out of the buffer to go on, not
   *     negative
   */
  public LimitOverrunException(String message, int consumed) {
    super(message);
    if (consumed < 0) {
      throw new IllegalArgumentException("consumed must be >= 0, got " + consumed);
    }
    this.consumed = consumed;
  }

  /** {@return how many bytes at least have to be taken out of the buffer to go on} */
  public int consumed() {
    return consumed;
  }
}
