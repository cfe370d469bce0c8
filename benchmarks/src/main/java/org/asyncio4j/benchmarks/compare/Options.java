package org.asyncio4j.benchmarks.compare;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. The words are in usage.txt. */
final class Options {
  /** What stands for all workloads that have connections. */
  private static final String NET = "net";

  private boolean quick;
  private boolean net;
  private boolean docs;
  private boolean help;
  private int rounds;
  private @Nullable Path json;
  private @Nullable String javaOptions;
  private String python = "python3";
  private String uvloop = "/usr/bin/python3";
  private Set<Workload> only = EnumSet.noneOf(Workload.class);

  private Options() {}

  /**
   * {@return the options of a command line}
   *
   * @throws UsageException if there is one that is not known, or that lacks its value
   */
  static Options parse(List<String> arguments) {
    var options = new Options();
    var rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--quick" -> options.quick = true;
        case "--docs" -> options.docs = true;
        case "--net" -> options.net = true;
        case "--help", "-h" -> options.help = true;
        default -> {
          if (!rest.hasNext()) {
            throw new UsageException(
                (isKnown(option) ? "%s: expected a value after it" : "unknown option: %s")
                    .formatted(option));
          }
          options.set(option, rest.next());
        }
      }
    }
    return options;
  }

  private static boolean isKnown(String option) {
    return List.of("--only", "--rounds", "--json", "--java-options", "--python", "--uvloop")
        .contains(option);
  }

  private void set(String option, String value) {
    switch (option) {
      case "--only" -> only = workloads(value);
      case "--rounds" -> rounds = positive(option, value);
      case "--json" -> json = Path.of(value);
      case "--java-options" -> javaOptions = value;
      case "--python" -> python = value;
      case "--uvloop" -> uvloop = value;
      default -> throw new UsageException("unknown option: " + option);
    }
  }

  private static Set<Workload> workloads(String ids) {
    var chosen = EnumSet.noneOf(Workload.class);
    for (String id : ids.split(",", -1)) {
      if (id.strip().equals(NET)) {
        chosen.addAll(Workload.withConnections(true));
      } else {
        chosen.add(Workload.of(id.strip()));
      }
    }
    return chosen;
  }

  private static int positive(String option, String value) {
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw new UsageException("%s: expected a number above 0, got %s".formatted(option, value));
  }

  boolean help() {
    return help;
  }

  boolean quick() {
    return quick;
  }

  /** {@return the workloads to run, in the order of the table} */
  List<Workload> workloads() {
    if (!only.isEmpty()) {
      return List.copyOf(only);
    }
    return net ? List.of(Workload.values()) : Workload.withConnections(false);
  }

  /** {@return whether the page and the chart are written} */
  boolean writesDocs() {
    return docs || (!quick && only.isEmpty());
  }

  Effort effort() {
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    return rounds == 0 ? effort : effort.withRounds(rounds);
  }

  @Nullable Path json() {
    return json;
  }

  String python() {
    return python;
  }

  String uvloop() {
    return uvloop;
  }

  /** {@return the options of all JVMs; on a machine with so much memory, unless they are given} */
  List<String> javaOptions(long bytesOfMemory) {
    if (javaOptions != null) {
      return Arrays.stream(javaOptions.strip().split("\\s+", -1))
          .filter(word -> !word.isEmpty())
          .toList();
    }
    return quick ? Setup.quickHeap() : Setup.fixedHeap(bytesOfMemory);
  }
}
