package org.asyncio4j.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a run.
 *
 * @param options how it was run
 * @param report what is known of it
 * @param failure what went wrong, if anything did
 */
record Outcome(SimulationOptions options, SimulationReport report, @Nullable Throwable failure) {
  private static final int MOST_NAMED = 100;

  /**
   * {@return what is known of it}
   *
   * @throws SimulationError if it has failed
   */
  SimulationReport reportOrThrow() {
    if (failure != null) {
      throw new SimulationError(report, failure, replay(), "");
    }
    return report;
  }

  List<String> deviations() {
    return report.deviations().stream().map(Deviation::id).toList();
  }

  /** {@return what makes this run again: what has happened, or if that is too much, what was to} */
  String replay() {
    String seed = Long.toString(report.seed());
    if (options.deviations().isEmpty()) {
      return seed;
    }
    List<String> happened = deviations();
    return seed
        + ":"
        + (happened.size() <= MOST_NAMED
            ? Kept.only(happened).toString()
            : options.deviations().get());
  }
}
