package org.asyncio4j.testing.plain;

import org.asyncio4j.Action;

/** Makes some runs twice, to see whether they follow from their seed. */
final class Repeats {
  // Seldom enough to cost nothing; late enough for what a first run leaves behind in caches.
  private static final int ONE_IN = 100;

  private Repeats() {}

  /**
   * Makes a run, or two.
   *
   * @param number of runs before it
   * @throws SimulationFailedError as {@link PlainSimulation#run(PlainOptions, Action)}; or if the
   *     second run is another one than the first
   */
  static void run(PlainOptions options, int number, Action body) {
    Simulated<?> first = PlainSimulation.run(options, body);
    if (number % ONE_IN != ONE_IN - 1) {
      return;
    }
    Simulated<?> second = PlainSimulation.run(options, body);
    if (first.steps() != second.steps()
        || first.hash() != second.hash()
        || !first.elapsed().equals(second.elapsed())) {
      throw new SimulationFailedError(
          options.seed(),
          "seed %s, after its end".formatted(options.seed()),
          UncontrolledError.differs(first, second),
          "");
    }
  }
}
