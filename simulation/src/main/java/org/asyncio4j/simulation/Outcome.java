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

  /** {@return what makes this run again: what was to happen, or what has, as is said shorter} */
  String replay() {
    String seed = Long.toString(report.seed());
    if (options.deviations().isEmpty()) {
      return seed;
    }
    String wanted = options.deviations().get();
    String happened = Kept.only(deviations()).toString();
    return seed + ":" + (happened.length() <= wanted.length() ? happened : wanted);
  }
}
