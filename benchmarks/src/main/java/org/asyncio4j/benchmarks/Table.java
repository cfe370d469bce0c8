package org.asyncio4j.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.asyncio4j.benchmarks.Peer.Sample;

/**
 * Measures the engines beside CPython and beside the JDK's bare virtual threads, and prints a table
 * in Markdown.
 *
 * <p>Every contestant is a process of its own, warm before the first round, and idle while another
 * one is measured. In a round each of them runs each workload once, so that whatever else the
 * machine does meanwhile meets all of them.
 *
 * <p>Arguments: {@code --rounds N} (5), {@code --python COMMAND} (python3), {@code --uvloop
 * COMMAND} (none: a Python that has uvloop), {@code --java-options OPTIONS} ({@value #FIXED_HEAP};
 * an empty word: the JVM's defaults), {@code --workloads FILE} (where workloads.py is).
 */
final class Table {
  private static final String LOOP = "asyncio4j loop";
  private static final String HANDOFF = "asyncio4j hand-off";
  private static final String BARE = "bare park/unpark";
  private static final String CPYTHON = "CPython";
  private static final String UVLOOP = "uvloop";

  // A heap that still grows is measured with its page faults and resizings: a third of a timer.
  private static final String FIXED_HEAP = "-Xms3g -Xmx3g -XX:+AlwaysPreTouch";

  private static final List<Integer> MEMORY_COUNTS = List.of(200_000, 1_000_000);

  // What the compiler happens to have inlined by then decides on the size of a frame.
  private static final int MEMORY_RUNS = 3;
  private static final int MOST_BYTES = 1_000;

  private int rounds = 5;
  private String python = "python3";
  private String uvloop = "";
  private String javaOptions = FIXED_HEAP;
  private String workloadsFile = "benchmarks/python/workloads.py";

  private final List<Peer> peers = new ArrayList<>();
  private final Results results = new Results();
  private final Map<SuspendedMemory.Kind, Double> bytesOf =
      new EnumMap<>(SuspendedMemory.Kind.class);

  static void main(String[] arguments) throws Exception {
    new Table().run(arguments);
  }

  private void run(String[] arguments) throws Exception {
    readOptions(arguments);
    try {
      startPeers();
      for (int round = 1; round <= rounds; round++) {
        progress("round %d of %d".formatted(round, rounds));
        measureAll();
      }
    } finally {
      peers.forEach(Peer::close);
    }
    printHead();
    printTimes("Wall time", Sample::wall);
    printTimes("CPU time of the whole process, compiler and collector included", Sample::cpu);
    printMemory();
    printBudgets();
  }

  private void readOptions(String[] arguments) {
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " needs a value");
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--python" -> python = value;
        case "--uvloop" -> uvloop = value;
        case "--java-options" -> javaOptions = value;
        case "--workloads" -> workloadsFile = value;
        default -> throw new IllegalArgumentException("unknown option: " + arguments[i]);
      }
    }
  }

  private void startPeers() throws IOException {
    start(CPYTHON, List.of(python, workloadsFile, "--serve"));
    if (!uvloop.isEmpty()) {
      start(UVLOOP, List.of(uvloop, workloadsFile, "--uvloop", "--serve"));
    }
    start(LOOP, java(Contestant.class, "loop"));
    start(HANDOFF, java(Contestant.class, "handoff"));
    progress("warming up " + BARE);
    peers.add(Peer.start(BARE, EnumSet.of(Workload.SWITCH), java(Contestant.class, "bare")));
  }

  private void start(String name, List<String> command) throws IOException {
    progress("warming up " + name);
    peers.add(Peer.start(name, command));
  }

  private List<String> java(Class<?> main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    if (!javaOptions.isBlank()) {
      command.addAll(List.of(javaOptions.strip().split("\\s+")));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private void measureAll() throws IOException {
    for (Workload workload : Workload.values()) {
      for (Peer peer : peers) {
        if (peer.runs(workload)) {
          results.add(peer.name(), workload, peer.measure(workload));
        }
      }
    }
  }

  private void printHead() {
    System.out.printf(
        """
        Nanoseconds for an operation, median (least - most) of %d interleaved rounds, and how many \
        times CPython's speed that is; the budgets are about wall time. JDK %s, %s, %d \
        processors.

        An operation is: switch, one sleep(0) of 1,000 tasks in turn; spawn, one of 200,000 tasks \
        that are made, end at once and are awaited; pingpong, an item to another task and back \
        through queues of size 1; timers, one of 100,000 tasks that sleep 1 + i %% 100 ms, all made \
        at once and awaited (so 1,000 ns of wall time are the longest sleep itself); callsoon, one \
        of 1,000,000 callbacks.
        """,
        rounds,
        Runtime.version(),
        javaOptions.isBlank() ? "default options" : javaOptions.strip(),
        Runtime.getRuntime().availableProcessors());
  }

  private void printTimes(String title, Results.Column column) {
    System.out.printf("%n%s:%n%n| |", title);
    peers.forEach(peer -> System.out.printf(" %s |", peer.name()));
    System.out.printf("%n|---|%s%n", "---:|".repeat(peers.size()));
    for (Workload workload : Workload.values()) {
      System.out.printf("| %s |", workload.id());
      peers.forEach(peer -> System.out.printf(" %s |", results.cell(peer, workload, column)));
      System.out.println();
    }
  }

  private void printMemory() throws IOException {
    System.out.printf(
        "%nBytes of heap for each, after a collection, median of %d processes:%n%n| |",
        MEMORY_RUNS);
    MEMORY_COUNTS.forEach(count -> System.out.printf(Locale.ROOT, " %,d |", count));
    System.out.printf("%n|---|%s%n", "---:|".repeat(MEMORY_COUNTS.size()));
    for (var kind : SuspendedMemory.Kind.values()) {
      System.out.printf("| %s |", kind.text());
      for (int count : MEMORY_COUNTS) {
        double[] sorted = memory(kind, count);
        double bytes = Results.median(sorted);
        System.out.printf(
            Locale.ROOT, " %,.0f (%,.0f - %,.0f) |", bytes, sorted[0], sorted[sorted.length - 1]);
        bytesOf.merge(kind, bytes, Math::max);
      }
      System.out.println();
    }
  }

  private double[] memory(SuspendedMemory.Kind kind, int count) throws IOException {
    progress("memory: %s, %d".formatted(kind.text(), count));
    double[] bytes = new double[MEMORY_RUNS];
    for (int run = 0; run < MEMORY_RUNS; run++) {
      bytes[run] = memoryOnce(kind, count);
    }
    Arrays.sort(bytes);
    return bytes;
  }

  private double memoryOnce(SuspendedMemory.Kind kind, int count) throws IOException {
    Process process =
        new ProcessBuilder(java(SuspendedMemory.class, kind.name(), String.valueOf(count)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      if (line == null) {
        throw new IOException("no answer about memory, see above");
      }
      return Double.parseDouble(line.split(" ", -1)[1]);
    }
  }

  private void printBudgets() {
    System.out.printf(
        "%n| budget | wanted | by wall time | met | by CPU time |%n|---|---:|---:|---|---:|%n");
    atLeast("switch, against CPython", 4, LOOP, CPYTHON, Workload.SWITCH);
    atMost("switch, time against bare", 1.4, Workload.SWITCH);
    atLeast("spawn and await, against CPython", 12, LOOP, CPYTHON, Workload.SPAWN);
    atLeast("ping-pong, against CPython", 8, LOOP, CPYTHON, Workload.PINGPONG);
    atLeast("timers, against CPython", 10, LOOP, CPYTHON, Workload.TIMERS);
    atLeast("switch by hand-off, against CPython", 0.5, HANDOFF, CPYTHON, Workload.SWITCH);
    System.out.printf("%n| budget | wanted | bytes | met |%n|---|---:|---:|---|%n");
    atMostBytes(SuspendedMemory.Kind.AWAITING);
    atMostBytes(SuspendedMemory.Kind.SLEEPING);
  }

  private void atLeast(String what, double wanted, String peer, String other, Workload workload) {
    double wall = results.speed(peer, other, workload, Sample::wall);
    double cpu = results.speed(peer, other, workload, Sample::cpu);
    printBudget(what, ">= " + number(wanted), wall, wall >= wanted, cpu);
  }

  private void atMost(String what, double wanted, Workload workload) {
    double wall = results.speed(BARE, LOOP, workload, Sample::wall);
    double cpu = results.speed(BARE, LOOP, workload, Sample::cpu);
    printBudget(what, "<= " + number(wanted), wall, wall <= wanted, cpu);
  }

  private static void printBudget(
      String what, String wanted, double wall, boolean met, double cpu) {
    System.out.printf(
        Locale.ROOT, "| %s | %s | %.2f | %s | %.2f |%n", what, wanted, wall, answer(met), cpu);
  }

  private void atMostBytes(SuspendedMemory.Kind kind) {
    double bytes = bytesOf.getOrDefault(kind, Double.NaN);
    System.out.printf(
        Locale.ROOT,
        "| %s | <= %d | %.0f | %s |%n",
        kind.text(),
        MOST_BYTES,
        bytes,
        answer(bytes <= MOST_BYTES));
  }

  private static String answer(boolean met) {
    return met ? "yes" : "**no**";
  }

  private static String number(double wanted) {
    return wanted == Math.rint(wanted) ? String.valueOf((long) wanted) : String.valueOf(wanted);
  }

  private static void progress(String what) {
    System.err.println(what);
  }
}
