package org.asyncio4j.simulation;

import org.asyncio4j.Context;

/** Runs callbacks in contexts. */
final class Contexts {
  private Contexts() {}

  /** Runs code that throws nothing checked. */
  static void run(Context context, Runnable code) {
    try {
      context.run(code::run);
    } catch (RuntimeException thrown) {
      throw thrown;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }
}
