package org.asyncio4j.benchmarks.soak;

import java.util.random.RandomGenerator;

/** One kind of work. What it starts, it also sees to the end. */
@FunctionalInterface
interface Work {

  /**
   * Does some of it, in the current task.
   *
   * @param ledger where to count
   * @param random decides everything that is left to chance
   */
  void run(Ledger ledger, RandomGenerator random) throws Exception;
}
