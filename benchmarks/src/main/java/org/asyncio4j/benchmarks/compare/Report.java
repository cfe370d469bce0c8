package org.asyncio4j.benchmarks.compare;

import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.asyncio4j.benchmarks.compare.Presence.Missing;
import org.asyncio4j.benchmarks.compare.Presence.Present;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that was measured, as JSON has it.
 *
 * @param date when it ended
 * @param version of asyncio4j
 * @param machine where
 * @param javaOptions of the contestants on a JVM
 * @param effort how much was done
 * @param contestants all, the missing ones too
 * @param workloads with every sample, by the contestants' ids
 * @param failures of contestants that are there
 * @param goals what became of them
 */
record Report(
    String date,
    String version,
    Machine machine,
    List<String> javaOptions,
    Work effort,
    List<Entry> contestants,
    List<Measured> workloads,
    List<Failed> failures,
    List<Judged> goals) {

  /** How much was done, as {@link Effort} has it. */
  record Work(boolean thorough, int rounds, int warmUpMillis, int roundMillis) {}

  /** A contestant, with its version or the reason why it is not there. */
  record Entry(String id, String title, @Nullable String version, @Nullable String missing) {}

  /** A workload, with its samples. */
  record Measured(
      String id, String title, String unit, int size, Map<String, List<Sample>> samples) {}

  /** A failure. */
  record Failed(String contestant, String workload, String reason) {}

  /** A goal. */
  record Judged(
      String workload,
      String ours,
      String against,
      String wanted,
      @Nullable Double measured,
      String outcome) {}

  static Report of(Results results, Effort effort, Setup setup, Machine machine, ZonedDateTime at) {
    return new Report(
        at.toOffsetDateTime().toString(),
        setup.version(),
        machine,
        setup.javaOptions(),
        new Work(effort.thorough(), effort.rounds(), effort.warmUpMillis(), effort.roundMillis()),
        entries(results),
        results.workloads().stream().map(workload -> measured(results, effort, workload)).toList(),
        results.failures().stream()
            .map(
                failure ->
                    new Failed(failure.contestant(), failure.workload().id(), failure.reason()))
            .toList(),
        Goals.of(results).stream().map(goal -> judged(goal, results)).toList());
  }

  private static List<Entry> entries(Results results) {
    var entries = new ArrayList<Entry>();
    results
        .contestants()
        .forEach(
            (contestant, presence) ->
                entries.add(
                    switch (presence) {
                      case Present(String version) ->
                          new Entry(contestant.id(), contestant.title(), version, null);
                      case Missing(String reason) ->
                          new Entry(contestant.id(), contestant.title(), null, reason);
                    }));
    return entries;
  }

  private static Measured measured(Results results, Effort effort, Workload workload) {
    var samples = new LinkedHashMap<String, List<Sample>>();
    for (Contestant contestant : results.present()) {
      List<Sample> all = results.samples(contestant.id(), workload);
      if (!all.isEmpty()) {
        samples.put(contestant.id(), all);
      }
    }
    return new Measured(
        workload.id(), workload.title(), workload.unit().symbol(), effort.size(workload), samples);
  }

  private static Judged judged(Goal goal, Results results) {
    OptionalDouble measured = goal.measured(results);
    return new Judged(
        goal.workload().id(),
        goal.ours(),
        goal.other(),
        goal.wanted(),
        measured.isPresent() ? measured.getAsDouble() : null,
        goal.outcome(results).word());
  }

  /** Writes it as JSON. */
  void write(Path file) {
    JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValue(file.toFile(), this);
  }
}
