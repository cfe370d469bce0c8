package org.asyncio4j;

/**
 * The user interrupts the program: leaves the event loop at once, whichever task or callback throws
 * it.
 *
 * <p>Python: {@code KeyboardInterrupt}.
 */
public final class KeyboardInterrupt extends Error {
  private static final long serialVersionUID = 1L;

  /** Makes an interrupt. */
  public KeyboardInterrupt() {}
}
