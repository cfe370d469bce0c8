package org.asyncio4j.simulation;

import java.time.Duration;
import java.util.Objects;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.SchedulePolicy;

/**
 * How a simulation is run.
 *
 * <p>Java only.
 *
 * @param seed decides everything that is left to chance; the system property {@code
 *     asyncio4j.simulation.seed} goes before it
 * @param limit how much simulated time it may take
 * @param network how the network behaves
 * @param faults which fault points fire
 * @param loop the engine; and a {@link SchedulePolicy} that takes the place of one that picks by
 *     the seed
 */
public record SimulationOptions(
    long seed, Duration limit, NetworkOptions network, FaultPlan faults, LoopOptions loop) {

  /** Seed 0, an hour, the usual network, no faults, an engine that the JVM allows. */
  public static final SimulationOptions DEFAULT =
      new SimulationOptions(
          0, Duration.ofHours(1), NetworkOptions.DEFAULT, FaultPlan.NONE, LoopOptions.DEFAULT);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if {@code limit} is not positive
   */
  public SimulationOptions {
    Checks.positive(limit, "limit");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(faults, "faults");
    Objects.requireNonNull(loop, "loop");
  }

  /**
   * {@return these options with another seed}
   *
   * @param seed any number
   */
  public SimulationOptions withSeed(long seed) {
    return new SimulationOptions(seed, limit, network, faults, loop);
  }

  /**
   * {@return these options with another limit}
   *
   * @param limit how much simulated time it may take
   */
  public SimulationOptions withLimit(Duration limit) {
    return new SimulationOptions(seed, limit, network, faults, loop);
  }

  /**
   * {@return these options with another network}
   *
   * @param network how it behaves
   */
  public SimulationOptions withNetwork(NetworkOptions network) {
    return new SimulationOptions(seed, limit, network, faults, loop);
  }

  /**
   * {@return these options with the same network but for its links}
   *
   * @param link every direction between two nodes
   */
  public SimulationOptions withLink(LinkOptions link) {
    return withNetwork(network.withLink(link));
  }

  /**
   * {@return these options with faults}
   *
   * @param faults which points fire
   */
  public SimulationOptions withFaults(FaultPlan faults) {
    return new SimulationOptions(seed, limit, network, faults, loop);
  }

  /**
   * {@return these options with another loop}
   *
   * @param loop engine and schedule; clock and reactor are replaced
   */
  public SimulationOptions withLoop(LoopOptions loop) {
    return new SimulationOptions(seed, limit, network, faults, loop);
  }
}
