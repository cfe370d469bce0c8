package org.asyncio4j.testing;

import java.util.Optional;
import org.asyncio4j.SchedulePolicy.Ready;
import org.jspecify.annotations.Nullable;

/** Follows a plan; where that does not fit, asyncio's order. */
final class PlanChooser implements Chooser {
  private final Plan plan;
  private int decisions;
  private @Nullable String misfit;

  PlanChooser(Plan plan) {
    this.plan = plan;
  }

  @Override
  public int choose(Ready ready, int decision) {
    return follow(decision, ready.size());
  }

  @Override
  public boolean stalls(int decision) {
    return follow(decision, 2) == 1;
  }

  private int follow(int decision, int size) {
    decisions = decision + 1;
    int wanted = plan.pick(decision + 1);
    if (wanted < size) {
      return wanted;
    }
    if (misfit == null) {
      misfit =
          "decision %s picks number %s (counted from 0), but only %s are ready there"
              .formatted(decision + 1, wanted, size);
    }
    return 0;
  }

  /** {@return after the run: what of the plan there was no occasion for} */
  Optional<String> misfit() {
    if (misfit == null && !plan.deviations().isEmpty() && plan.deviations().lastKey() > decisions) {
      return Optional.of(
          "it has a decision %s, but the run has only %s"
              .formatted(plan.deviations().lastKey(), decisions));
    }
    return Optional.ofNullable(misfit);
  }
}
