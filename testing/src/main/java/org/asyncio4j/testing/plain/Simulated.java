package org.asyncio4j.testing.plain;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation did.
 *
 * <p>Java only.
 *
 * @param result what the body returned
 * @param seed what the run followed from
 * @param steps how often a thread or task was picked to go on
 * @param elapsed how much virtual time has passed
 * @param hash of all that was picked: two runs of equal hash and steps took the same course
 * @param uncontrolled the calls whose outcome does not follow from the seed: with the agent those
 *     that were made and are {@linkplain PlainOptions#withAllowed allowed}; without it also those
 *     that were found in the program's classes, made or not
 * @param <T> the type of the result
 */
public record Simulated<T extends @Nullable Object>(
    T result,
    long seed,
    long steps,
    Duration elapsed,
    long hash,
    List<UncontrolledCall> uncontrolled) {

  /** Copies the list. */
  public Simulated {
    uncontrolled = List.copyOf(uncontrolled);
  }
}
