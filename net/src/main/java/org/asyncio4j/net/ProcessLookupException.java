package org.asyncio4j.net;

/**
 * A process has ended, so it cannot be sent a signal.
 *
 * <p>Python: {@code ProcessLookupError}.
 */
public final class ProcessLookupException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Says which.
   *
   * @param message the process and how it has ended
   */
  public ProcessLookupException(String message) {
    super(message);
  }
}
