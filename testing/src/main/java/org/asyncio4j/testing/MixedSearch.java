package org.asyncio4j.testing;

import org.jspecify.annotations.Nullable;

/** {@link Strategy#MIXED}. */
final class MixedSearch implements Search {
  private static final int SAMPLE = 16;

  private final Randoms randoms;
  private final int runs;
  private final PctSearch pct;
  private final ExhaustiveSearch exhaustive = new ExhaustiveSearch();
  private int tried;
  private int sampled;
  private double leaves;
  private @Nullable RandomChooser sample;
  private boolean isSmall;

  MixedSearch(Randoms randoms, int runs, int depth) {
    this.randoms = randoms;
    this.runs = runs;
    this.pct = new PctSearch(randoms, depth);
  }

  @Override
  public @Nullable Attempt next() {
    sample = null;
    if (tried == 0) {
      return new Attempt(new PlanChooser(Plan.FIFO));
    }
    if (isSmall || exhaustive.complete()) {
      return exhaustive.next();
    }
    if (tried % 2 == 0) {
      return pct.next();
    }
    sample = new RandomChooser(randoms.next());
    return new Attempt(sample);
  }

  @Override
  public void tried(ExploredRun run) {
    tried++;
    pct.tried(run);
    if (isSmall || tried == 1) {
      exhaustive.tried(run); // asyncio's is the first of them
    } else if (sample != null) {
      leaves += sample.leaves();
      sampled++;
      isSmall = sampled >= SAMPLE && leaves / sampled <= runs - tried;
    }
  }

  @Override
  public boolean complete() {
    return exhaustive.complete();
  }
}
