package org.asyncio4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A contestant's process, as the table sees it. */
final class Peer implements AutoCloseable {

  /** One measurement, in nanoseconds for each operation. */
  record Sample(double wall, double cpu) {}

  private final String name;
  private final Set<Workload> workloads;
  private final Process process;
  private final BufferedReader answers;

  private Peer(String name, Set<Workload> workloads, List<String> command) throws IOException {
    this.name = name;
    this.workloads = workloads;
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a contestant that runs every workload, and waits until it is warm. */
  static Peer start(String name, List<String> command) throws IOException {
    return start(name, EnumSet.allOf(Workload.class), command);
  }

  /** Starts a contestant that runs some of the workloads, and waits until it is warm. */
  static Peer start(String name, Set<Workload> workloads, List<String> command) throws IOException {
    var peer = new Peer(name, workloads, command);
    String greeting = peer.readLine();
    if (!greeting.equals("ready")) {
      throw peer.unexpected("ready", greeting);
    }
    return peer;
  }

  String name() {
    return name;
  }

  boolean runs(Workload workload) {
    return workloads.contains(workload);
  }

  /** Has it run a workload once. */
  Sample measure(Workload workload) throws IOException {
    var requests = process.outputWriter(StandardCharsets.UTF_8);
    requests.write(workload.id() + "\n");
    requests.flush();
    return new Sample(readValue(workload.id()), readValue(workload.id() + ".cpu"));
  }

  private double readValue(String id) throws IOException {
    String line = readLine();
    String[] words = line.split(" ", -1);
    if (words.length != 3 || !words[0].equals(id) || !words[2].equals("ns")) {
      throw unexpected(id + " VALUE ns", line);
    }
    return Double.parseDouble(words[1]);
  }

  private String readLine() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException(name + " ended, see above");
    }
    return line;
  }

  private IOException unexpected(String expected, String line) {
    return new IOException("%s: expected '%s', got '%s'".formatted(name, expected, line));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
