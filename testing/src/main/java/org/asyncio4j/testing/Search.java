package org.asyncio4j.testing;

import java.util.Optional;
import org.asyncio4j.testing.Plan.Cancellation;
import org.jspecify.annotations.Nullable;

/** Goes through schedules, one after the other. */
interface Search {

  /**
   * The next run.
   *
   * @param chooser makes its decisions
   * @param cancellation what it disturbs the test with
   */
  record Attempt(Chooser chooser, Optional<Cancellation> cancellation) {
    Attempt(Chooser chooser) {
      this(chooser, Optional.empty());
    }
  }

  /** {@return what to run next, null if there is nothing left} */
  @Nullable Attempt next();

  /** Learns from how that went. */
  default void tried(ExploredRun run) {}

  /** {@return how many moments there are to cancel at, as far as asyncio's order shows} */
  default int places() {
    return 0;
  }

  /** {@return whether all schedules have been tried} */
  default boolean complete() {
    return false;
  }
}
