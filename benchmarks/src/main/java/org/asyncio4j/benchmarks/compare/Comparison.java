package org.asyncio4j.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Measures contestants in turn: A B C A B C. What the machine does meanwhile meets all of them.
 *
 * <p>Each has a process for each workload, so that what the compiler has learnt from one workload
 * helps or hinders no other. While one is measured, the others wait for their input.
 */
final class Comparison {
  /** What a contestant says of a workload that it does not have. */
  static final String ABSENT = "absent";

  private static final String READY = "ready";

  private final Effort effort;
  private final Results results;
  private final Progress progress;
  private final Rig rig;

  /** What became of an attempt to start: a process, a failure, or neither if it is absent. */
  private record Start(
      Contestant contestant, @Nullable ContestantProcess process, @Nullable String failure) {}

  Comparison(Effort effort, Results results, Progress progress, Rig rig) {
    this.effort = effort;
    this.results = results;
    this.progress = progress;
    this.rig = rig;
  }

  /** Looks which contestants are there. */
  void look(List<Contestant> contestants) {
    for (Contestant contestant : contestants) {
      results.add(contestant, contestant.probe().look());
      results
          .missing(contestant)
          .ifPresent(
              reason ->
                  progress.say(
                      "%s is missing: %s; %s"
                          .formatted(contestant.title(), reason, contestant.howToGet())));
    }
  }

  /** Runs all workloads on all contestants that are there. */
  void run() throws InterruptedException {
    progress.expect(results.workloads().size());
    for (Workload workload : results.workloads()) {
      progress.begin(workload);
      Traffic traffic = workload.traffic();
      switch (workload) {
        case HELLO, HELLO_SOURCE -> new WholeProcesses(effort, results).measure(workload);
        case MEMORY -> new MemoryGrowth(effort, results).measure(workload);
        default -> {
          if (traffic == null) {
            measure(workload);
          } else if (workload.unit() == Unit.BYTES) {
            new ServedLoad(effort, results, rig).measureIdle(workload, traffic);
          } else {
            new ServedLoad(effort, results, rig).measure(workload, traffic);
          }
        }
      }
      results.failures().stream()
          .filter(failure -> failure.workload() == workload)
          .forEach(failure -> progress.say("      " + failure.reason()));
    }
  }

  private void measure(Workload workload) throws InterruptedException {
    List<ContestantProcess> processes = startAll(workload);
    try {
      for (int round = 0; round < effort.rounds(); round++) {
        processes.removeIf(process -> !measureOnce(process, workload));
      }
    } finally {
      processes.forEach(ContestantProcess::finish);
      processes.forEach(ContestantProcess::close);
    }
  }

  private List<ContestantProcess> startAll(Workload workload) throws InterruptedException {
    var starts = new ArrayList<Callable<Start>>();
    for (Contestant contestant : results.present()) {
      List<String> command =
          contestant.command(workload, workload.id(), effort.size(workload), effort.warmUpMillis());
      if (!command.isEmpty()) {
        starts.add(() -> start(contestant, command));
      }
    }
    var ready = new ArrayList<ContestantProcess>();
    try (ExecutorService executor = Executors.newFixedThreadPool(effort.startedTogether())) {
      for (Future<Start> future : executor.invokeAll(starts)) {
        Start start = future.get();
        if (start.process() != null) {
          ready.add(start.process());
        }
        if (start.failure() != null) {
          results.add(new Failure(start.contestant().id(), workload, start.failure()));
        }
      }
    } catch (ExecutionException defect) {
      throw new IllegalStateException("while contestants of " + workload.id() + " start", defect);
    }
    return ready;
  }

  private Start start(Contestant contestant, List<String> command) {
    ContestantProcess process = null;
    try {
      process = ContestantProcess.start(contestant, command, effort.patience());
      String greeting = process.answer();
      if (greeting.equals(READY)) {
        return new Start(contestant, process, null);
      }
      process.close();
      return greeting.equals(ABSENT)
          ? new Start(contestant, null, null)
          : new Start(contestant, null, process.unexpected(greeting, READY).reason());
    } catch (ContestantException failed) {
      if (process != null) {
        process.close();
      }
      return new Start(contestant, null, failed.reason());
    }
  }

  private boolean measureOnce(ContestantProcess process, Workload workload) {
    try {
      results.add(process.contestant(), workload, process.go(effort.roundMillis()));
      return true;
    } catch (ContestantException failed) {
      results.add(new Failure(process.contestant().id(), workload, failed.reason()));
      process.close();
      return false;
    }
  }
}
