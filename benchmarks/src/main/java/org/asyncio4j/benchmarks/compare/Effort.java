package org.asyncio4j.benchmarks.compare;

import java.time.Duration;

/**
 * How much a comparison does.
 *
 * @param thorough whether workloads have their full sizes
 * @param rounds how often each contestant is measured on each timed workload
 * @param warmUpMillis how long it runs before the first time
 * @param roundMillis how long it runs each time, at least
 * @param memoryProcesses how many processes of each contestant suspend tasks
 * @param helloProcesses how many processes of each contestant say hello
 * @param startedTogether how many start and warm up at a time
 * @param patience after which a contestant that says nothing hangs
 */
record Effort(
    boolean thorough,
    int rounds,
    int warmUpMillis,
    int roundMillis,
    int memoryProcesses,
    int helloProcesses,
    int startedTogether,
    Duration patience) {

  /** Figures to publish. */
  static final Effort FULL = new Effort(true, 5, 4_000, 500, 3, 11, 2, Duration.ofMinutes(3));

  /** A look, within a minute. */
  static final Effort QUICK = new Effort(false, 2, 100, 40, 1, 2, 2, Duration.ofSeconds(20));

  Effort withRounds(int rounds) {
    return new Effort(
        thorough,
        rounds,
        warmUpMillis,
        roundMillis,
        memoryProcesses,
        helloProcesses,
        startedTogether,
        patience);
  }

  /** {@return how long a server is kept busy before the first time; its few paths are soon hot} */
  int serverWarmUpMillis() {
    return (warmUpMillis + 1) / 2;
  }

  /** {@return how long a server is measured each time: its rarest latencies need longer} */
  int serverRoundMillis() {
    return roundMillis + roundMillis / 2;
  }

  int size(Workload workload) {
    return thorough ? workload.fullSize() : workload.quickSize();
  }
}
