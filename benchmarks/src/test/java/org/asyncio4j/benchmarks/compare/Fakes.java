package org.asyncio4j.benchmarks.compare;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.asyncio4j.benchmarks.compare.Presence.Missing;
import org.asyncio4j.benchmarks.compare.Presence.Present;

/** Contestants that are a script, and results that nobody measured. */
final class Fakes {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final Effort EFFORT = new Effort(false, 3, 1, 2, 1, 2, 2, PATIENCE);
  static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  private static final Rig NO_RIG = new Rig(missing("load"), List.of(), List.of(), new TlsKeys());

  private final Path log;

  Fakes(Path folder) {
    this.log = folder.resolve("log");
  }

  Contestant contestant(String id, String behaviour, double... walls) {
    String words = String.join(" ", Arrays.stream(walls).mapToObj(String::valueOf).toList());
    List<String> command = List.of("/bin/sh", script(), id, behaviour, log.toString(), words);
    return new Contestant(
        id,
        "Title of " + id,
        (_, arguments) -> concat(command, arguments),
        () -> new Present("1.0"),
        "get it");
  }

  private static List<String> concat(List<String> first, List<String> second) {
    var all = new ArrayList<String>(first);
    all.addAll(second);
    return all;
  }

  /** {@return one that has only some workloads, none} */
  Contestant withoutCommand(String id) {
    return new Contestant(id, id, (_, _) -> List.of(), () -> new Present("1.0"), "get it");
  }

  static Contestant missing(String id) {
    return new Contestant(
        id,
        "Title of " + id,
        (_, _) -> {
          throw new AssertionError(id + " is missing and must not be started");
        },
        () -> new Missing("no " + id + " here"),
        "install " + id);
  }

  /** {@return a load generator that measures nothing} */
  Rig rig(double... numbers) {
    return new Rig(contestant("load", "generates", numbers), List.of(), List.of(), new TlsKeys());
  }

  /** {@return what the contestants have written when they were measured} */
  List<String> log() throws IOException {
    return Files.readAllLines(log);
  }

  List<String> log(String suffix) throws IOException {
    return Files.readAllLines(log.resolveSibling("log." + suffix));
  }

  private static String script() {
    try {
      return Path.of(Objects.requireNonNull(Fakes.class.getResource("fake.sh"), "fake.sh").toURI())
          .toString();
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Measures contestants on workloads. */
  static Results run(Effort effort, List<Workload> workloads, Contestant... contestants)
      throws InterruptedException {
    return run(effort, workloads, NO_RIG, contestants);
  }

  /** Measures servers, with a load generator. */
  static Results run(Effort effort, List<Workload> workloads, Rig rig, Contestant... contestants)
      throws InterruptedException {
    var results = new Results(workloads);
    var comparison = new Comparison(effort, results, new Progress(NOWHERE), rig);
    comparison.look(List.of(contestants));
    comparison.run();
    return results;
  }

  /** {@return results with present contestants of these ids, and no samples} */
  static Results results(List<Workload> workloads, String... ids) {
    var results = new Results(workloads);
    for (String id : ids) {
      results.add(
          new Contestant(
              id, "Title of " + id, (_, _) -> List.of(), () -> new Present("1.0"), "get it"),
          new Present("1.0"));
    }
    return results;
  }

  /** Adds samples to results. */
  static void add(Results results, String id, Workload workload, double... values) {
    Contestant contestant =
        results.present().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
    for (double value : values) {
      results.add(contestant, workload, new Sample(value, value * 2));
    }
  }
}
