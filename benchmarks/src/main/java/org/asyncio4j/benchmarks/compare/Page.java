package org.asyncio4j.benchmarks.compare;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.asyncio4j.benchmarks.compare.Presence.Missing;
import org.asyncio4j.benchmarks.compare.Presence.Present;

/** docs/benchmarks.md: what was measured, where and how, what came out, and how to read it. */
final class Page {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;

  private final Results results;
  private final Effort effort;
  private final Setup setup;
  private final Machine machine;
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

  /** {@return the page; with the picture, if there is one} */
  String markdown(boolean hasChart) {
    text.setLength(0);
    writeHead(hasChart);
    writeFigures();
    writeLatencies();
    writeGoals();
    writeWorkloads();
    writeCircumstances();
    writeAdvice();
    writeDetails();
    return text.toString();
  }

  private void writeHead(boolean hasChart) {
    say(
        """
        # Benchmarks

        asyncio4j beside CPython's asyncio, uvloop, Kotlin's coroutines and the JDK's own virtual threads,
        on the same work, in one run on one machine. This page and its picture are written by
        `benchmarks/compare`; whoever wants figures of another machine runs that.
        """);
    if (!effort.thorough()) {
      say("\nThese are figures of a quick run, for a look only.\n");
    }
    if (hasChart) {
      say(
          """

          ![How many times asyncio4j's time each peer needs, for each workload](benchmarks.svg)
          """);
    }
  }

  private void writeFigures() {
    say(
        """

        ## Figures

        Medians. `ns` is wall time for one operation, `bytes` is the memory of one suspended task, `ms` is
        wall time of a whole process; less is better. `/s` is answers in a second; more is better. Behind each figure: how many times that is
        what asyncio4j's loop engine, the default, needs. – : the contestant has no such thing.

        """);
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

        %d met, %d missed, %d not measured. Each is about the medians above. "Times as fast" divides the
        other's figure by ours, "times the time" ours by the other's. Kotlin's coroutines have no stack of
        their own, so our stackless coroutines are their like; the loop engine is held against them as well.

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
    grid.add(List.of("processor", "%s, %d cores".formatted(machine.cpu(), machine.cores())));
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
    say(
        """

        ## How

        For each workload every contestant starts a process of its own and warms up for %s seconds. Then
        they are measured in turn, first each once, then each a second time, %d times in all: what the
        machine does meanwhile meets all of them alike. A turn lasts for %d ms at least, and for one whole
        run of the workload. While one works, the others wait for their input.

        Memory is what the process has resident when the tasks are suspended, less what it had before,
        divided by their number: seen from outside, in %d new processes each. Hello world is a whole
        process, from its start to its end, %d times each after one that does not count.
        """
            .formatted(
                Figures.number(effort.warmUpMillis() / 1000.0),
                effort.rounds(),
                effort.roundMillis(),
                effort.memoryProcesses(),
                effort.helloProcesses()));
    if (results.workloads().stream().anyMatch(workload -> workload.traffic() != null)) {
      writeHowServersAreMeasured();
    }
  }

  private void writeHowServersAreMeasured() {
    say(
        """

        A server of the network is kept busy by the load generator in `benchmarks/.../load`: one thread over
        epoll, that calls the system as C does, on the loopback. %s The server's compiler and collector share its core
        with it. Each connection sends its next request when the answer to the last one is complete; the
        first answers are compared with what was sent. Every server warms up for %s seconds with its
        connections, then all are measured in turn, %d times for %d ms. What a connection costs that does
        nothing is what the server has grown by, after a collection, when all of them have had one answer:
        in %d new processes each.
        """
            .formatted(
                machine.cores() > 1
                    ? "Where there is `taskset` it has one core for itself, and the server another one."
                    : "There is one core here, which it shares with the server.",
                Figures.number(effort.serverWarmUpMillis() / 1000.0),
                effort.rounds(),
                effort.serverRoundMillis(),
                effort.memoryProcesses()));
  }

  private void writeAdvice() {
    say(
        """

        ## How to read it

        - Ratios travel better between machines than nanoseconds do. Only figures of one run are compared.
        - A difference that is smaller than the spread (below) is none.
        - In `timers` the longest sleep is 10 ms, whatever the loop does: with 100,000 tasks that is 100 ns
          of each one's time. Nobody can be faster.
        - The JDK's virtual threads have no loop: they run on all cores, and what they share they must lock.
          They have no cancellation as asyncio's tasks have it either.
        - The bare contestants are what the JDK's mechanism costs when nothing is around it: no futures, no
          cancellation, no contexts, no timers. No loop can be as fast; how close one comes is what it adds.
        - The hand-off engine is what runs without `--add-opens`: the same semantics, and a real switch of
          threads each time.
        - CPU time counts all threads of a process, the JVM's compiler and collector too.
        """);
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

  private void say(String words) {
    text.append(words);
  }
}
