package org.asyncio4j.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.spi.EngineKind;

/**
 * One side of the comparison, in a process of its own: runs a workload for each line that it reads,
 * as often as fits into half a second, and prints what an operation took. Python's side is
 * python/workloads.py --serve.
 *
 * <p>Its argument is {@code loop}, {@code handoff} or {@code bare}. It says {@code ready} when it
 * is warm.
 */
final class Contestant {
  private static final int WARM_UP_ROUNDS = 8;

  // Some collections are part of it, and the clock of CPU time is coarse.
  private static final long SHORTEST_MEASUREMENT = TimeUnit.MILLISECONDS.toNanos(500);

  private interface Runner {
    void run(Workload workload) throws Exception;
  }

  private final Runner runner;
  private final List<Workload> workloads;

  private Contestant(Runner runner, List<Workload> workloads) {
    this.runner = runner;
    this.workloads = workloads;
  }

  static void main(String[] arguments) throws Exception {
    String kind = arguments[0];
    var contestant =
        kind.equals("bare")
            ? new Contestant(Contestant::takeTurnsBare, List.of(Workload.SWITCH))
            : onEngine(EngineKind.valueOf(kind.toUpperCase(Locale.ROOT)));
    contestant.warmUp();
    System.out.println("ready");
    contestant.serve();
  }

  private static Contestant onEngine(EngineKind engine) {
    return new Contestant(
        workload -> Engines.run(engine, workload::run), List.of(Workload.values()));
  }

  private static void takeTurnsBare(Workload workload) {
    BareThreads.parkAndUnpark(Workload.TURN_TAKERS, Workload.TURNS);
  }

  private void warmUp() throws Exception {
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      for (Workload workload : workloads) {
        runner.run(workload);
      }
    }
  }

  private void serve() throws Exception {
    var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String id; (id = requests.readLine()) != null; ) {
      measure(Workload.valueOf(id.toUpperCase(Locale.ROOT)));
    }
  }

  private void measure(Workload workload) throws Exception {
    System.gc(); // of what another workload has left behind, this one is innocent
    long operations = 0;
    long wall = 0;
    long cpuBefore = cpuNanos();
    long before = System.nanoTime();
    while (wall < SHORTEST_MEASUREMENT) {
      runner.run(workload);
      operations += workload.operations();
      wall = System.nanoTime() - before;
    }
    long cpu = cpuNanos() - cpuBefore;
    print(workload.id(), wall, operations);
    print(workload.id() + ".cpu", cpu, operations);
  }

  /** {@return the time that all threads of this process have run, the compiler's too} */
  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void print(String name, long nanos, long operations) {
    System.out.printf(Locale.ROOT, "%s %.1f ns%n", name, (double) nanos / operations);
  }
}
