package org.asyncio4j.benchmarks.compare;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** How long processes take that say hello and end. */
final class WholeProcesses {
  private static final String HELLO = "hello";

  private final Effort effort;
  private final Results results;

  WholeProcesses(Effort effort, Results results) {
    this.effort = effort;
    this.results = results;
  }

  /** Measures all contestants in turn. The first time fills caches and does not count. */
  void measure(Workload workload) {
    Set<Contestant> out = new HashSet<>();
    for (int run = 0; run <= effort.helloProcesses(); run++) {
      for (Contestant contestant : results.present()) {
        List<String> command = contestant.command(workload);
        if (command.isEmpty() || out.contains(contestant)) {
          continue;
        }
        try {
          Sample sample = measureOnce(contestant, command);
          if (run > 0) {
            results.add(contestant, workload, sample);
          }
        } catch (ContestantException failed) {
          results.add(new Failure(contestant.id(), workload, failed.reason()));
          out.add(contestant);
        }
      }
    }
  }

  private Sample measureOnce(Contestant contestant, List<String> command)
      throws ContestantException {
    long before = System.nanoTime();
    try (var process = ContestantProcess.start(contestant, command, effort.patience())) {
      process.finish();
      String said = process.answer();
      int status = process.status();
      double millis = (System.nanoTime() - before) / (double) TimeUnit.MILLISECONDS.toNanos(1);
      if (!said.toLowerCase(Locale.ROOT).startsWith(HELLO)) {
        throw process.unexpected(said, HELLO);
      }
      if (status != 0) {
        throw process.failure("ended with status " + status);
      }
      return new Sample(millis, null);
    }
  }
}
