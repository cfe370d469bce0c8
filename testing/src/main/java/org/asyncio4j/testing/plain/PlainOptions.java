package org.asyncio4j.testing.plain;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.asyncio4j.SchedulePolicy;

/**
 * How a simulation runs.
 *
 * <p>Java only.
 *
 * @param seed what the order of threads and all random numbers follow from
 * @param start what the clock of the wall shows at the beginning
 * @param maxSteps after how many steps the run is given up
 * @param policy makes what picks the next thread; empty picks at random, by the seed
 * @param allowed what the program may depend on beside the seed
 */
public record PlainOptions(
    long seed,
    Instant start,
    long maxSteps,
    Optional<Supplier<SchedulePolicy>> policy,
    Set<Uncontrolled> allowed) {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final long LAST_START = 7_258_118_399L;

  /** Seed 0, the beginning of the year 2000, a million steps, picked at random, nothing allowed. */
  public static final PlainOptions DEFAULT =
      new PlainOptions(
          0, Instant.parse("2000-01-01T00:00:00Z"), 1_000_000, Optional.empty(), Set.of());

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if {@code maxSteps} is not positive, or {@code start} too far
   *     away
   */
  public PlainOptions {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(policy, "policy");
    allowed = Set.copyOf(allowed);
    if (start.getEpochSecond() < 0 || start.getEpochSecond() > LAST_START) {
      throw new IllegalArgumentException("start must be from 1970 to 2199, got " + start);
    }
    if (maxSteps <= 0) {
      throw new IllegalArgumentException("maxSteps must be > 0, got " + maxSteps);
    }
  }

  /**
   * {@return these options with another seed}
   *
   * @param seed what the order of threads and all random numbers follow from
   */
  public PlainOptions withSeed(long seed) {
    return new PlainOptions(seed, start, maxSteps, policy, allowed);
  }

  /**
   * {@return these options with another beginning}
   *
   * @param start what the clock of the wall shows at the beginning
   */
  public PlainOptions withStart(Instant start) {
    return new PlainOptions(seed, start, maxSteps, policy, allowed);
  }

  /**
   * {@return these options with another limit}
   *
   * @param maxSteps after how many steps the run is given up
   */
  public PlainOptions withMaxSteps(long maxSteps) {
    return new PlainOptions(seed, start, maxSteps, policy, allowed);
  }

  /**
   * {@return these options with a policy of the caller's}
   *
   * @param policy makes what picks the next thread, a new one for each run
   */
  public PlainOptions withPolicy(Supplier<SchedulePolicy> policy) {
    return new PlainOptions(seed, start, maxSteps, Optional.of(policy), allowed);
  }

  /**
   * {@return these options, with some of what cannot be controlled allowed} Calls of it, which end
   * a run otherwise, are made then, and listed in {@link Simulated#uncontrolled}; what they return
   * is the machine's, so that a seed may no longer give the same run each time. Files that no test
   * changes do not harm that.
   *
   * <p>A wait for something outside, as for a socket or by a platform thread, is never allowed:
   * virtual time does not pass meanwhile.
   *
   * @param kinds all of it; replaces what was allowed before
   */
  public PlainOptions withAllowed(Uncontrolled... kinds) {
    return new PlainOptions(seed, start, maxSteps, policy, Set.copyOf(List.of(kinds)));
  }

  /** {@return nanoseconds from 1970 to the start} */
  long startNanos() {
    return Math.addExact(
        Math.multiplyExact(start.getEpochSecond(), NANOS_PER_SECOND), start.getNano());
  }

  SchedulePolicy newPolicy() {
    return policy.map(Supplier::get).orElseGet(() -> new RandomPolicy(seed));
  }
}
