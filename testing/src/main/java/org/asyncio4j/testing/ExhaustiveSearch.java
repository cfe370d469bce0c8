package org.asyncio4j.testing;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.SchedulePolicy.Ready;
import org.jspecify.annotations.Nullable;

/**
 * {@link Strategy#EXHAUSTIVE}: each run follows the one before it up to the last decision that has
 * an alternative left, takes that, and goes on in asyncio's order.
 */
final class ExhaustiveSearch implements Search, Chooser {
  private final List<Integer> prefix = new ArrayList<>();
  private boolean complete;

  @Override
  public @Nullable Attempt next() {
    return complete ? null : new Attempt(this);
  }

  @Override
  public int choose(Ready ready, int decision) {
    return decision < prefix.size() ? prefix.get(decision) : 0;
  }

  @Override
  public boolean stalls(int decision) {
    return decision < prefix.size() && prefix.get(decision) == 1;
  }

  @Override
  public void tried(ExploredRun run) {
    Decisions decisions = run.decisions();
    int last = decisions.count() - 1;
    while (last >= 0 && decisions.picked(last) == decisions.size(last) - 1) {
      last--;
    }
    prefix.clear();
    for (int i = 0; i < last; i++) {
      prefix.add(decisions.picked(i));
    }
    if (last < 0) {
      complete = true;
    } else {
      prefix.add(decisions.picked(last) + 1);
    }
  }

  @Override
  public boolean complete() {
    return complete;
  }
}
