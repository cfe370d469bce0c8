package org.asyncio4j.testing;

import java.util.Locale;

/**
 * What an exploration has tried, none of which failed.
 *
 * <p>Java only.
 *
 * @param runs how often the test was run
 * @param schedules how many different schedules that were
 * @param complete whether these are all there are
 * @param mostDecisions how often at most in one run more than one thing was ready
 * @param mostSteps how many steps and callbacks the longest run took
 * @param cancellations in how many runs a task was cancelled, with {@link
 *     ExploreOptions#cancelEverywhere}
 * @param places how many moments there are to cancel a task at in asyncio's order; each takes a
 *     run, besides the first one
 * @param seed what the random choices were made from
 */
public record Exploration(
    int runs,
    int schedules,
    boolean complete,
    int mostDecisions,
    int mostSteps,
    int cancellations,
    int places,
    long seed) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d runs, %,d %s, at most %,d decisions and %,d steps a run, %s%s",
        runs,
        schedules,
        complete ? "schedules, which are all" : "different schedules",
        mostDecisions,
        mostSteps,
        cancellationsText(),
        "seed " + seed);
  }

  private String cancellationsText() {
    if (cancellations == 0) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "%,d with a cancellation%s, ",
        cancellations,
        runs > places
            ? ""
            : String.format(Locale.ROOT, " (there are %,d places: give it more runs)", places));
  }
}
