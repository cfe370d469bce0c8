package org.asyncio4j.testing.plain;

/**
 * Thrown for a simulation that failed: its cause is what the body threw, or what went wrong
 * otherwise; its message begins with the seed, with which it fails again in the same way.
 *
 * <p>Java only.
 */
public final class SimulationFailedError extends Error {
  private static final long serialVersionUID = 1L;

  /** The seed of the run that failed. */
  private final long seed;

  SimulationFailedError(long seed, String where, Throwable cause, String suspects) {
    super(
        "simulation failed (%s): %s%s"
            .formatted(where, cause, suspects.isEmpty() ? "" : '\n' + suspects),
        cause);
    this.seed = seed;
  }

  /** {@return the seed of the run that failed} */
  public long seed() {
    return seed;
  }
}
