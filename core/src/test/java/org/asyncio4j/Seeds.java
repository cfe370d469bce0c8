package org.asyncio4j;

import java.util.SplittableRandom;

/**
 * Runs a random program once for each of a fixed set of seeds; while {@link ExploredExtension}
 * explores the test, under several schedules for each of fewer seeds.
 */
final class Seeds {
  private Seeds() {}

  @FunctionalInterface
  interface Program {
    void run(SplittableRandom random) throws Exception;
  }

  static void run(int count, Program program) {
    Exploring exploring = Exploring.current();
    exploring.notePrograms();
    if (!exploring.isPlain()) {
      exploring.explorePrograms(count, program);
      return;
    }
    for (int seed = 0; seed < count; seed++) {
      try {
        program.run(new SplittableRandom(seed));
      } catch (Throwable thrown) {
        throw new AssertionError("seed " + seed + ": " + thrown, thrown);
      }
    }
  }
}
