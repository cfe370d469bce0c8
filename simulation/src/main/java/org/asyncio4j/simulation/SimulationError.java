package org.asyncio4j.simulation;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A simulation has failed. The message has the seed, what was other than in a quiet world if the
 * failure was made small, how to replay it, and the last of what happened; the cause is what went
 * wrong.
 *
 * <p>Java only.
 */
public final class SimulationError extends AssertionError {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_EVENTS = 40;

  private final transient SimulationReport report;
  private final String replay;

  SimulationError(SimulationReport report, Throwable cause, String replay, String remark) {
    super(describe(report, cause, replay, remark), cause);
    this.report = report;
    this.replay = replay;
  }

  /** {@return what is known of the run up to its failure} */
  public SimulationReport report() {
    return report;
  }

  /**
   * {@return what {@link SimulationOptions#withReplay} and the system property {@value
   * Simulation#REPLAY_PROPERTY} take to do exactly this again: {@code 17}, or {@code 17:cut@1} if
   * it was made small}
   */
  public String replay() {
    return replay;
  }

  private static String describe(
      SimulationReport report, Throwable cause, String replay, String remark) {
    List<String> events = report.events();
    List<String> last = events.subList(Math.max(0, events.size() - SHOWN_EVENTS), events.size());
    return """
    simulation with seed %s failed after %s: %s
    replay it: -D%s=%s
    %s%sfaults: %s
    the last of what happened:
      %s\
    """
        .formatted(
            report.seed(),
            report.simulated(),
            cause,
            Simulation.REPLAY_PROPERTY,
            replay,
            remark,
            numbered(report.deviations()),
            report.faults().isEmpty() ? "none" : String.join(", ", report.faults()),
            String.join("\n  ", last));
  }

  private static String numbered(List<Deviation> deviations) {
    return IntStream.range(0, deviations.size())
        .mapToObj(i -> "  %s. %s\n".formatted(i + 1, deviations.get(i)))
        .collect(Collectors.joining());
  }
}
