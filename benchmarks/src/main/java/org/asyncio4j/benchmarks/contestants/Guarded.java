package org.asyncio4j.benchmarks.contestants;

/** What a lock guards: it notices when two are in it. */
public final class Guarded {
  private boolean used;
  private int uses;

  /** Makes one that nobody has used. */
  public Guarded() {}

  /** Begins a use. */
  public void enter() {
    if (used) {
      throw new IllegalStateException("two tasks hold the lock");
    }
    used = true;
  }

  /** Ends a use. */
  public void leave() {
    used = false;
    uses++;
  }

  /** {@return how many uses there were} */
  public int uses() {
    return uses;
  }
}
