package org.asyncio4j.benchmarks.compare;

import java.io.PrintStream;
import java.time.Duration;

/** Says where a comparison is, and how long it will take, judging by the workloads so far. */
final class Progress {
  private final PrintStream out;
  private final long started = System.nanoTime();
  private int workloads;
  private int begun;

  Progress(PrintStream out) {
    this.out = out;
  }

  void expect(int workloads) {
    this.workloads = workloads;
  }

  void begin(Workload workload) {
    begun++;
    out.printf("%2s/%s %s%s%n", begun, workloads, workload.id(), left());
  }

  /** Prints a line. */
  void say(String what) {
    out.println(what);
  }

  private String left() {
    int done = begun - 1;
    if (done == 0) {
      return "";
    }
    long passed = System.nanoTime() - started;
    Duration left = Duration.ofNanos(passed / done * (workloads - done));
    return left.toSeconds() < 90
        ? ", about %s s left".formatted(left.toSeconds())
        : ", about %s minutes left".formatted(left.plusSeconds(30).toMinutes());
  }
}
