package org.asyncio4j.net;

/** What is logged, because there is nobody to throw it at. */
final class Warnings {
  private static final System.Logger LOG = System.getLogger("asyncio4j");

  private Warnings() {}

  /** A loop is closed while something has a socket. */
  static void unclosed(Object holder) {
    LOG.log(System.Logger.Level.WARNING, "unclosed %s: call close()".formatted(holder));
  }

  static void writesAfterLoss(Object transport) {
    LOG.log(
        System.Logger.Level.WARNING,
        "%s is closed, and is written to again and again".formatted(transport));
  }
}
