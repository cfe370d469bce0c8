package org.asyncio4j.benchmarks.compare;

import java.time.ZonedDateTime;

/** docs/benchmarks.md: loops, tasks, and all that needs no network. */
final class TaskPage extends Page {
  private final boolean hasChart;

  TaskPage(
      Results results,
      Effort effort,
      Setup setup,
      Machine machine,
      ZonedDateTime date,
      boolean hasChart) {
    super(results, effort, setup, machine, date);
    this.hasChart = hasChart;
  }

  @Override
  void writeHead() {
    say(
        """
        # Benchmarks

        asyncio4j beside CPython's asyncio, uvloop, Kotlin's coroutines and the JDK's own virtual threads,
        on the same work, in one run on one machine. This page and its picture are written by
        `benchmarks/compare`; whoever wants figures of another machine runs that.

        Other pages: servers and connections are in [benchmarks-network.md](benchmarks-network.md), what exploring
        and simulating costs is in [benchmarks-testing.md](benchmarks-testing.md).
        """);
    if (hasChart) {
      say(
          """

          ![How many times asyncio4j's time each peer needs, for each workload](benchmarks.svg)
          """);
    }
  }

  @Override
  void writeLegend() {
    say(
        """
        Medians. `ns` is wall time for one operation, `bytes` is the memory of one suspended task, `ms` is
        wall time of a whole process; less is better. Behind each figure: how many times that is
        what asyncio4j's loop engine, the default, needs. – : the contestant has no such thing.
        Kotlin's coroutines have no stack of their own, so our stackless coroutines are their like; the loop
        engine is held against them as well.

        """);
  }

  @Override
  void writeMethod() {
    say(
        """
        For each workload every contestant starts a process of its own and warms up for %s seconds. Then
        they are measured in turn, first each once, then each a second time, %s times in all: what the
        machine does meanwhile meets all of them alike. A turn lasts for %s ms at least, and for one whole
        run of the workload. While one works, the others wait for their input.

        Memory is what the process has resident when the tasks are suspended, less what it had before,
        divided by their number: seen from outside, in %s new processes each. Hello world is a whole
        process, from its start to its end, %s times each after one that does not count.
        """
            .formatted(
                Figures.number(effort.warmUpMillis() / 1000.0),
                effort.rounds(),
                effort.roundMillis(),
                effort.memoryProcesses(),
                effort.helloProcesses()));
  }

  @Override
  void writeAdvice() {
    say(
        """
        - Ratios travel better between machines than nanoseconds do. Only figures of one run are compared.
        - A difference that is smaller than the spread (below) is none.
        - In `timers` the longest sleep is 10 ms, whatever the loop does: with 100,000 tasks that is 100 ns
          of each one's time. Nobody can be faster.
        - The JDK's virtual threads have no loop: they run on all cores, and what they share they must lock.
          They have no cancellation as asyncio's tasks have it either.
        - The bare contestants are what the JDK's mechanism costs when nothing is around it: no futures, no
          cancellation, no contexts, no timers. No loop can be as fast; how close one comes is what it adds.
        - The hand-off engine is what runs without `--add-opens`: the same order of events where tasks wait by
          asyncio4j's own means, as all workloads here do, and a real switch of threads each time.
        - CPU time counts all threads of a process, the JVM's compiler and collector too.
        """);
  }
}
