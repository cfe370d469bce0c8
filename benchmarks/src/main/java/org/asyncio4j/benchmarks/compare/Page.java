package org.asyncio4j.benchmarks.compare;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.asyncio4j.benchmarks.compare.Presence.Missing;
import org.asyncio4j.benchmarks.compare.Presence.Present;

/** A page of docs: what was measured, where and how, what came out, and how to read it. */
abstract sealed class Page permits TaskPage, NetworkPage {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;

  final Results results;
  final Effort effort;
  final Machine machine;
  private final Setup setup;
  private final ZonedDateTime date;
  private final StringBuilder text = new StringBuilder();

  Page(Results results, Effort effort, Setup setup, Machine machine, ZonedDateTime date) {
    this.results = results;
    this.effort = effort;
    this.setup = setup;
    this.machine = machine;
    this.date = date;
  }

  /** {@return the options of a JVM, in words} */
  static String words(List<String> javaOptions) {
    return javaOptions.isEmpty() ? "the JVM's defaults" : String.join(" ", javaOptions);
  }

  /** {@return the page} */
  final String markdown() {
    text.setLength(0);
    writeHead();
    if (!effort.thorough()) {
      say("\nThese are figures of a quick run, for a look only.\n");
    }
    say("\n## Figures\n\n");
    writeLegend();
    writeFigures();
    writeLatencies();
    writeGoals();
    writeWorkloads();
    writeCircumstances();
    say("\n## How\n\n");
    writeMethod();
    say("\n## How to read it\n\n");
    writeAdvice();
    writeDetails();
    return text.toString();
  }

  /** Title, what this page is, and a picture if there is one. */
  abstract void writeHead();

  /** What the figures mean. */
  abstract void writeLegend();

  /** How it was measured. */
  abstract void writeMethod();

  abstract void writeAdvice();

  private void writeFigures() {
    say(new Tables(results).medians().markdown());
    results
        .contestants()
        .forEach(
            (contestant, presence) -> {
              if (presence instanceof Missing(String reason)) {
                say(
                    "\n%s is missing here: %s. To get it: %s.\n"
                        .formatted(contestant.title(), reason, contestant.howToGet()));
              }
            });
    for (Failure failure : results.failures()) {
      say("\nFailed: %s: %s.\n".formatted(failure.workload().id(), failure.reason()));
    }
  }

  private void writeLatencies() {
    var tables = new Tables(results);
    if (!tables.hasLatencies()) {
      return;
    }
    say(
        """

        ## Latency

        Microseconds from the moment when a request is sent until its answer is complete: half of them took
        the first figure at most, 99 percent the second. Medians of the rounds. Each connection has one
        request under way at any time, so where there are many each waits for the others.

        """);
    say(tables.latencies().markdown());
  }

  private void writeGoals() {
    List<Goal> goals = Goals.of(results);
    if (goals.isEmpty()) {
      return;
    }
    say(
        """

        ## Goals

        %s met, %s missed, %s not measured. Each is about the medians above. "Times as fast" divides the
        other's figure by ours (ours by the other's, where more is better), "times the time" ours by the other's.

        """
            .formatted(
                count(goals, Goal.Outcome.MET),
                count(goals, Goal.Outcome.MISSED),
                count(goals, Goal.Outcome.UNKNOWN)));
    say(new Tables(results).goals().markdown().replace("| missed |", "| **missed** |"));
  }

  private long count(List<Goal> goals, Goal.Outcome outcome) {
    return goals.stream().filter(goal -> goal.outcome(results) == outcome).count();
  }

  private void writeWorkloads() {
    say(
        """

        ## Workloads

        """);
    var grid = new Grid(2, List.of("workload", "one operation", "operations in a run"));
    for (Workload workload : results.workloads()) {
      grid.add(
          List.of(
              workload.id(),
              workload.title(),
              String.format(Locale.ROOT, "%,d", effort.size(workload))));
    }
    say(grid.markdown());
    say(
        """

        Every contestant does the same, in the words of its own library; the programs lie side by side in
        `benchmarks/src/main/java/org/asyncio4j/benchmarks/contestants`, which says more about each workload.
        """);
  }

  private void writeCircumstances() {
    say(
        """

        ## Where and with what

        """);
    var grid = new Grid(2, List.of("what", "which"));
    grid.add(List.of("date", DAY.format(date)));
    grid.add(List.of("processor", "%s, %s cores".formatted(machine.cpu(), machine.cores())));
    grid.add(List.of("memory", machine.memoryText()));
    grid.add(List.of("system", machine.os()));
    grid.add(List.of("JDK", machine.jdk()));
    grid.add(List.of("options of all JVMs", "`" + words(setup.javaOptions()) + "`"));
    grid.add(List.of("instead, for memory", "`" + words(Contestants.MEMORY_OPTIONS) + "`"));
    results
        .contestants()
        .forEach(
            (contestant, presence) -> {
              if (presence instanceof Present(String version)) {
                grid.add(List.of(contestant.title(), version));
              }
            });
    say(grid.markdown());
  }

  private void writeDetails() {
    var tables = new Tables(results);
    say(
        """

        ## Spread

        The least and the most of all rounds.

        """);
    say(tables.spreads().markdown());
    if (results.workloads().stream().anyMatch(workload -> workload.unit() == Unit.NANOS)) {
      say(
          """

          ## CPU time

          Nanoseconds for one operation, of the whole process; medians.

          """);
      say(tables.cpu().markdown());
    }
  }

  final void say(String words) {
    text.append(words);
  }
}
