package org.asyncio4j;

/**
 * The program wants to end: leaves the event loop at once, whichever task or callback throws it.
 *
 * <p>Unlike {@code System.exit} it lets {@code finally} blocks run on its way.
 *
 * <p>Python: {@code SystemExit}.
 */
public final class SystemExit extends Error {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Makes an exit.
   *
   * @param status the exit status that the program wants to end with
   */
  public SystemExit(int status) {
    super("exit status " + status);
    this.status = status;
  }

  /** {@return the exit status that the program wants to end with} */
  public int status() {
    return status;
  }
}
