package org.asyncio4j.benchmarks.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.asyncio4j.benchmarks.compare.Presence.Missing;
import org.asyncio4j.benchmarks.compare.Presence.Present;

/** All samples, and who gave none. Used by one thread. */
final class Results {

  private record Cell(String contestant, Workload workload) {}

  private final Map<Contestant, Presence> contestants = new LinkedHashMap<>();
  private final List<Workload> workloads;
  private final Map<Cell, List<Sample>> samples = new HashMap<>();
  private final List<Failure> failures = new ArrayList<>();

  Results(List<Workload> workloads) {
    this.workloads = List.copyOf(workloads);
  }

  /** Says whether a contestant is there, in the order of the columns. */
  void add(Contestant contestant, Presence presence) {
    contestants.put(contestant, presence);
  }

  void add(Contestant contestant, Workload workload, Sample sample) {
    samples
        .computeIfAbsent(new Cell(contestant.id(), workload), _ -> new ArrayList<>())
        .add(sample);
  }

  void add(Failure failure) {
    failures.add(failure);
  }

  List<Workload> workloads() {
    return workloads;
  }

  /** {@return those of some workloads, and who takes part in them} */
  Results part(Predicate<Workload> wanted) {
    var part = new Results(workloads.stream().filter(wanted).toList());
    contestants.forEach(
        (contestant, presence) -> {
          if (!hasOnlyOthers(contestant, wanted)) {
            part.add(contestant, presence);
          }
        });
    samples.forEach(
        (cell, all) -> {
          if (wanted.test(cell.workload())) {
            part.samples.put(cell, all);
          }
        });
    failures.stream().filter(failure -> wanted.test(failure.workload())).forEach(part::add);
    return part;
  }

  private boolean hasOnlyOthers(Contestant contestant, Predicate<Workload> wanted) {
    List<Workload> measured =
        samples.keySet().stream()
            .filter(cell -> cell.contestant().equals(contestant.id()))
            .map(Cell::workload)
            .toList();
    return !measured.isEmpty() && measured.stream().noneMatch(wanted);
  }

  /** {@return all contestants, with whether they are there} */
  Map<Contestant, Presence> contestants() {
    return contestants;
  }

  /** {@return those that are there} */
  List<Contestant> present() {
    return contestants.keySet().stream()
        .filter(contestant -> contestants.get(contestant) instanceof Present)
        .toList();
  }

  /** {@return why one is not there, if it is not} */
  Optional<String> missing(Contestant contestant) {
    return contestants.get(contestant) instanceof Missing(String reason)
        ? Optional.of(reason)
        : Optional.empty();
  }

  List<Failure> failures() {
    return failures;
  }

  boolean failed(String contestant, Workload workload) {
    return failures.stream()
        .anyMatch(
            failure -> failure.contestant().equals(contestant) && failure.workload() == workload);
  }

  /** {@return the samples as they came, also of a contestant that failed later} */
  List<Sample> samples(String contestant, Workload workload) {
    return samples.getOrDefault(new Cell(contestant, workload), List.of());
  }

  /** {@return what is printed of a contestant: nothing if it has no samples, or failed} */
  Optional<Statistics> values(String contestant, Workload workload) {
    if (failed(contestant, workload)) {
      return Optional.empty();
    }
    return statistics(samples(contestant, workload).stream().map(Sample::value).toList());
  }

  /** {@return the same of its CPU time} */
  Optional<Statistics> cpu(String contestant, Workload workload) {
    if (failed(contestant, workload)) {
      return Optional.empty();
    }
    return statistics(
        samples(contestant, workload).stream().map(Sample::cpu).filter(Objects::nonNull).toList());
  }

  /** {@return the same of the time that 99 percent of the answers took at most} */
  Optional<Statistics> nearlyAll(String contestant, Workload workload) {
    return latencies(contestant, workload, Latency::nearlyAll);
  }

  /** {@return the same of the time that half of the answers took at most} */
  Optional<Statistics> half(String contestant, Workload workload) {
    return latencies(contestant, workload, Latency::half);
  }

  private Optional<Statistics> latencies(
      String contestant, Workload workload, ToDoubleFunction<Latency> part) {
    if (failed(contestant, workload)) {
      return Optional.empty();
    }
    return statistics(
        samples(contestant, workload).stream()
            .map(Sample::latency)
            .filter(Objects::nonNull)
            .map(part::applyAsDouble)
            .toList());
  }

  private static Optional<Statistics> statistics(List<Double> numbers) {
    return numbers.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(numbers));
  }

  /** {@return how many times another's figure one's is} */
  OptionalDouble ratio(String one, String other, Workload workload) {
    Optional<Statistics> ones = values(one, workload);
    Optional<Statistics> others = values(other, workload);
    return ones.isPresent() && others.isPresent()
        ? OptionalDouble.of(ones.get().median() / others.get().median())
        : OptionalDouble.empty();
  }
}
