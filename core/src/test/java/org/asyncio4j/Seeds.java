package org.asyncio4j;

import java.util.SplittableRandom;

/** Runs a random program once for each of a fixed set of seeds. */
final class Seeds {
  private Seeds() {}

  @FunctionalInterface
  interface Program {
    void run(SplittableRandom random) throws Exception;
  }

  static void run(int count, Program program) {
    for (int seed = 0; seed < count; seed++) {
      try {
        program.run(new SplittableRandom(seed));
      } catch (Throwable thrown) {
        throw new AssertionError("seed " + seed + ": " + thrown, thrown);
      }
    }
  }
}
