package org.asyncio4j.simulation;

/**
 * A simulation has failed. The message has the seed, how to replay it, and the last of what
 * happened; the cause is what went wrong.
 *
 * <p>Java only.
 */
public final class SimulationError extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final transient SimulationReport report;

  SimulationError(String message, Throwable cause, SimulationReport report) {
    super(message, cause);
    this.report = report;
  }

  /** {@return what is known of the run up to its failure} */
  public SimulationReport report() {
    return report;
  }
}
