package org.asyncio4j.benchmarks.compare;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How much a process grows when tasks are suspended in it: seen from outside, so all of it. */
final class MemoryGrowth {
  private final Effort effort;
  private final Results results;

  MemoryGrowth(Effort effort, Results results) {
    this.effort = effort;
    this.results = results;
  }

  /** Measures all contestants in turn, each time in a new process. */
  void measure(Workload workload) {
    Set<Contestant> out = new HashSet<>();
    for (int run = 0; run < effort.memoryProcesses(); run++) {
      for (Contestant contestant : results.present()) {
        if (!out.contains(contestant) && !measureOnce(contestant, workload)) {
          out.add(contestant);
        }
      }
    }
  }

  private boolean measureOnce(Contestant contestant, Workload workload) {
    int count = effort.size(workload);
    List<String> command = contestant.command(workload, workload.id(), count);
    if (command.isEmpty()) {
      return false;
    }
    try (var process = ContestantProcess.start(contestant, command, effort.patience())) {
      String greeting = process.answer();
      if (greeting.equals(Comparison.ABSENT)) {
        return false;
      }
      if (!greeting.equals("base")) {
        throw process.unexpected(greeting, "base");
      }
      long before = process.residentBytes();
      process.send("suspend");
      process.expect("suspended");
      long grown = process.residentBytes() - before;
      process.send("end");
      results.add(contestant, workload, new Sample((double) grown / count, null));
      return true;
    } catch (ContestantException failed) {
      results.add(new Failure(contestant.id(), workload, failed.reason()));
      return false;
    }
  }
}
