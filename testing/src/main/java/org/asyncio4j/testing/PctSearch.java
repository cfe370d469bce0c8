package org.asyncio4j.testing;

/** {@link Strategy#PCT}. */
final class PctSearch implements Search {
  private final Randoms randoms;
  private final int depth;
  private int mostDecisions;

  PctSearch(Randoms randoms, int depth) {
    this.randoms = randoms;
    this.depth = depth;
  }

  @Override
  public Attempt next() {
    return new Attempt(new PctChooser(randoms.next(), depth, mostDecisions));
  }

  @Override
  public void tried(ExploredRun run) {
    mostDecisions = Math.max(mostDecisions, run.decisions().count());
  }
}
