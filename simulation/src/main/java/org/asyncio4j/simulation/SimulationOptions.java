package org.asyncio4j.simulation;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.SchedulePolicy;

/**
 * How a simulation is run.
 *
 * <p>Java only.
 *
 * @param seed decides everything that is left to chance; the system property {@value
 *     Simulation#REPLAY_PROPERTY} goes before it
 * @param deviations which of the {@linkplain Deviation deviations} from a quiet world that the seed
 *     draws happen: kinds and names as in {@code order,cut@1,lost@ann/bob@14}, or {@code quiet} for
 *     none; if empty, all
 * @param limit how much simulated time it may take
 * @param network how the network behaves
 * @param faults which fault points fire
 * @param loop the engine; and a {@link SchedulePolicy} that takes the place of one that picks by
 *     the seed
 * @param shrinking how {@link Simulation#runSeeds} makes a failure small
 */
public record SimulationOptions(
    long seed,
    Optional<String> deviations,
    Duration limit,
    NetworkOptions network,
    FaultPlan faults,
    LoopOptions loop,
    ShrinkOptions shrinking) {

  /**
   * Seed 0, an hour, the usual network, no faults, an engine that the JVM allows; failures are made
   * small.
   */
  public static final SimulationOptions DEFAULT =
      new SimulationOptions(
          0,
          Optional.empty(),
          Duration.ofHours(1),
          NetworkOptions.DEFAULT,
          FaultPlan.NONE,
          LoopOptions.DEFAULT,
          ShrinkOptions.DEFAULT);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if {@code limit} is not positive, or {@code deviations} are
   *     malformed
   */
  public SimulationOptions {
    deviations.ifPresent(Kept::parse);
    Checks.positive(limit, "limit");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(faults, "faults");
    Objects.requireNonNull(loop, "loop");
    Objects.requireNonNull(shrinking, "shrinking");
  }

  /**
   * {@return these options with another seed}
   *
   * @param seed any number
   */
  public SimulationOptions withSeed(long seed) {
    return new SimulationOptions(seed, deviations, limit, network, faults, loop, shrinking);
  }

  /**
   * {@return these options for a world in which less goes wrong}
   *
   * @param deviations which of those that the seed draws happen; if empty, all
   * @throws IllegalArgumentException if they are malformed
   */
  public SimulationOptions withDeviations(Optional<String> deviations) {
    return new SimulationOptions(seed, deviations, limit, network, faults, loop, shrinking);
  }

  /**
   * {@return these options for a run that is known: with its seed and its deviations}
   *
   * @param replay what {@link SimulationError#replay} says of it, as {@code 17} or {@code 17:cut@1}
   * @throws IllegalArgumentException if it is malformed
   */
  public SimulationOptions withReplay(String replay) {
    String[] parts = replay.strip().split(":", 2);
    try {
      return withSeed(Long.parseLong(parts[0]))
          .withDeviations(parts.length == 1 ? Optional.empty() : Optional.of(parts[1]));
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException(
          "replay '%s' is malformed: expected a seed, or something like '17:cut@1'"
              .formatted(replay),
          malformed);
    }
  }

  /**
   * {@return these options with another limit}
   *
   * @param limit how much simulated time it may take
   */
  public SimulationOptions withLimit(Duration limit) {
    return new SimulationOptions(seed, deviations, limit, network, faults, loop, shrinking);
  }

  /**
   * {@return these options with another network}
   *
   * @param network how it behaves
   */
  public SimulationOptions withNetwork(NetworkOptions network) {
    return new SimulationOptions(seed, deviations, limit, network, faults, loop, shrinking);
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
    return new SimulationOptions(seed, deviations, limit, network, faults, loop, shrinking);
  }

  /**
   * {@return these options with another loop}
   *
   * @param loop engine and schedule; clock and reactor are replaced
   */
  public SimulationOptions withLoop(LoopOptions loop) {
    return new SimulationOptions(seed, deviations, limit, network, faults, loop, shrinking);
  }

  /**
   * {@return these options with another way to make failures small}
   *
   * @param shrinking how far
   */
  public SimulationOptions withShrinking(ShrinkOptions shrinking) {
    return new SimulationOptions(seed, deviations, limit, network, faults, loop, shrinking);
  }
}
