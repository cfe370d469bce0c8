package org.asyncio4j.simulation;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * How a failure of a simulation is made small: by running it again and again with fewer and fewer
 * {@linkplain Deviation deviations} from a quiet world, as long as it fails in the same way, until
 * none of them can be left out.
 *
 * <p>Java only.
 *
 * @param runs how many there may be; 0 leaves the failure as it was found
 * @param time how much real time may pass before the last of them begins
 * @param same whether a failure, the second, is the one to be made small, the first; a test's own
 *     judgement instead of {@link #isSame}
 */
public record ShrinkOptions(int runs, Duration time, BiPredicate<Throwable, Throwable> same) {
  private static final int USUAL_RUNS = 2_000;
  private static final Duration USUAL_TIME = Duration.ofSeconds(30);

  /**
   * Two thousand runs, half a minute, the same exceptions with the same messages but for numbers.
   */
  public static final ShrinkOptions DEFAULT =
      new ShrinkOptions(USUAL_RUNS, USUAL_TIME, ShrinkOptions::isSame);

  /** Failures stay as they were found. */
  public static final ShrinkOptions NONE = DEFAULT.withRuns(0);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if {@code runs} is negative or {@code time} not positive
   */
  public ShrinkOptions {
    if (runs < 0) {
      throw new IllegalArgumentException("runs must be >= 0, got " + runs);
    }
    Checks.positive(time, "time");
    Objects.requireNonNull(same, "same");
  }

  /**
   * {@return these options with another number of runs}
   *
   * @param runs not negative; 0 leaves the failure as it was found
   */
  public ShrinkOptions withRuns(int runs) {
    return new ShrinkOptions(runs, time, same);
  }

  /**
   * {@return these options with another time}
   *
   * @param time real time, positive
   */
  public ShrinkOptions withTime(Duration time) {
    return new ShrinkOptions(runs, time, same);
  }

  /**
   * {@return these options with another judgement of which failures are the same}
   *
   * @param same is given the failure that was found and another one; what a {@link SimulationError}
   *     has for its cause
   */
  public ShrinkOptions withSame(BiPredicate<Throwable, Throwable> same) {
    return new ShrinkOptions(runs, time, same);
  }

  /**
   * {@return whether two failures have the same class and the same first line of their messages,
   * apart from numbers, and so do their causes}
   *
   * @param found a failure
   * @param other another one
   */
  public static boolean isSame(Throwable found, Throwable other) {
    @Nullable Throwable one = found;
    @Nullable Throwable two = other;
    while (one != null && two != null) {
      if (one.getClass() != two.getClass() || !firstLine(one).equals(firstLine(two))) {
        return false;
      }
      one = one.getCause();
      two = two.getCause();
    }
    return one == two;
  }

  private static String firstLine(Throwable thrown) {
    return String.valueOf(thrown.getMessage())
        .strip()
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll("\\d+", "0");
  }
}
