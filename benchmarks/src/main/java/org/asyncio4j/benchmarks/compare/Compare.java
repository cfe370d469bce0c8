package org.asyncio4j.benchmarks.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;

/** The command {@code benchmarks/compare}: see usage.txt. */
final class Compare {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private final Options options;
  private final Setup setup;
  private final Machine machine;
  private final Rig rig;
  private final PrintStream out;
  private final PrintStream errors;

  Compare(
      Options options, Setup setup, Machine machine, Rig rig, PrintStream out, PrintStream errors) {
    this.options = options;
    this.setup = setup;
    this.machine = machine;
    this.rig = rig;
    this.out = out;
    this.errors = errors;
  }

  static void main(String[] arguments) throws Exception {
    // Whatever ends this process: nobody goes on measuring alone.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (UsageException wrong) {
      System.err.printf("compare: %s%nSee benchmarks/compare --help.%n", wrong.getMessage());
      return MISUSED;
    }
    if (options.help()) {
      System.out.print(usage());
      return 0;
    }
    Machine machine = Machine.here();
    var setup =
        new Setup(
            Path.of(System.getProperty("benchmarks.home", ".")).toAbsolutePath().normalize(),
            System.getProperty("java.class.path"),
            System.getProperty("benchmarks.version", "of unknown version"),
            options.python(),
            options.uvloop(),
            options.javaOptions(machine.memoryBytes()));
    List<Contestant> contestants =
        Contestants.all(setup).stream()
            .filter(contestant -> options.workloads().stream().anyMatch(contestant::has))
            .toList();
    return new Compare(options, setup, machine, Rig.here(setup), System.out, System.err)
        .run(contestants, options.effort());
  }

  /** {@return the status to end with} */
  int run(List<Contestant> contestants, Effort effort) throws IOException, InterruptedException {
    var results = new Results(options.workloads());
    var comparison = new Comparison(effort, results, new Progress(errors), rig);
    comparison.look(contestants);
    comparison.run();
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    print(results, effort);
    Path json = options.json();
    if (json != null) {
      Report.of(results, effort, setup, machine, now).write(json);
    }
    if (options.writesDocs()) {
      writeDocs(results, effort, now);
    } else {
      out.println("\nNo docs are written of a part of the measurements, unless --docs is given.");
    }
    return results.failures().isEmpty() ? 0 : FAILED;
  }

  private void print(Results results, Effort effort) {
    var tables = new Tables(results);
    out.printf(
        """

        Median of %s rounds, ± how far the farthest sample is from it, and how many times that is what
        asyncio4j's loop engine needs, or answers (/s: more is better). JDK %s, %s.

        %s
        %s%s""",
        effort.rounds(),
        machine.jdk(),
        Page.words(setup.javaOptions()),
        tables.everything().text(),
        tables.hasLatencies() ? tables.latencies().text() + "\n" : "",
        tables.goals().text());
    for (Contestant contestant : results.contestants().keySet()) {
      results
          .missing(contestant)
          .ifPresent(
              reason ->
                  out.printf(
                      "%nMissing: %s: %s; %s%n",
                      contestant.title(), reason, contestant.howToGet()));
    }
    for (Failure failure : results.failures()) {
      out.printf("%nFailed: %s: %s%n", failure.workload().id(), failure.reason());
    }
  }

  private void writeDocs(Results results, Effort effort, ZonedDateTime now) throws IOException {
    Path docs = Files.createDirectories(setup.home().resolve("docs"));
    Results tasks = results.part(workload -> workload.traffic() == null);
    if (!tasks.workloads().isEmpty()) {
      boolean drawn = new Chart(tasks).write(docs.resolve("benchmarks.svg"));
      write(docs.resolve("benchmarks.md"), new TaskPage(tasks, effort, setup, machine, now, drawn));
    }
    Results network = results.part(workload -> workload.traffic() != null);
    if (!network.workloads().isEmpty()) {
      write(
          docs.resolve("benchmarks-network.md"),
          new NetworkPage(network, effort, setup, machine, now));
    }
  }

  private void write(Path file, Page page) throws IOException {
    Files.writeString(file, page.markdown());
    out.println("\nWritten: docs/" + file.getFileName());
  }

  private static String usage() throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(Compare.class.getResourceAsStream("usage.txt"), "usage.txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
