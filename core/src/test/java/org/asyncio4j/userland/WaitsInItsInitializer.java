package org.asyncio4j.userland;

/** Its initializer waits for a letter. */
final class WaitsInItsInitializer {
  static final String LETTER;

  private WaitsInItsInitializer() {}

  static {
    try {
      LETTER = BlockedCallWarningTest.LETTERS.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
