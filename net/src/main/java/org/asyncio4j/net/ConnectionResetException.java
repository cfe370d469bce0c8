package org.asyncio4j.net;

import java.net.SocketException;

/**
 * The connection is lost: the other side has broken it off, or it was closed here.
 *
 * <p>Python: {@code ConnectionResetError}.
 */
public final class ConnectionResetException extends SocketException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, and the address
   */
  public ConnectionResetException(String message) {
    super(message);
  }
}
