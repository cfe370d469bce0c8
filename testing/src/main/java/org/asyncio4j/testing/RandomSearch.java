package org.asyncio4j.testing;

/** {@link Strategy#RANDOM}. */
final class RandomSearch implements Search {
  private final Randoms randoms;

  RandomSearch(Randoms randoms) {
    this.randoms = randoms;
  }

  @Override
  public Attempt next() {
    return new Attempt(new RandomChooser(randoms.next()));
  }
}
