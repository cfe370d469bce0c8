package org.asyncio4j.testing;

import java.util.Locale;

/**
 * Thrown out of a loop whose schedule is explored, if its test does not come to an end.
 *
 * <p>Java only.
 */
public final class LivelockError extends AssertionError {
  private static final long serialVersionUID = 1L;

  LivelockError(int steps) {
    super(
        String.format(
            Locale.ROOT,
            "livelock: the test has not ended after %,d steps. Something is always ready: a task that"
                + " spins, say on sleep(0), while what it waits for cannot happen (in virtual time"
                + " no timer is due as long as anything is ready). If the test is that long, give"
                + " it more with ExploreOptions.withMaxSteps",
            steps));
  }
}
