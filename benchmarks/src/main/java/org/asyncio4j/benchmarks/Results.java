package org.asyncio4j.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.asyncio4j.benchmarks.Peer.Sample;

/** The samples of all rounds. */
final class Results {

  /** Wall time or CPU time. */
  interface Column extends ToDoubleFunction<Sample> {}

  private record Key(String peer, Workload workload) {}

  private final Map<Key, List<Sample>> samples = new HashMap<>();

  void add(String peer, Workload workload, Sample sample) {
    samples.computeIfAbsent(new Key(peer, workload), key -> new ArrayList<>()).add(sample);
  }

  /** {@return how many times as fast one is as another, by the medians} */
  double speed(String peer, String other, Workload workload, Column column) {
    return median(other, workload, column) / median(peer, workload, column);
  }

  /** {@return the text of a table's cell} */
  String cell(Peer peer, Workload workload, Column column) {
    if (!peer.runs(workload)) {
      return "";
    }
    double[] sorted = sorted(peer.name(), workload, column);
    double median = median(sorted);
    return String.format(
        Locale.ROOT,
        "%,.0f (%,.0f - %,.0f) %.1fx",
        median,
        sorted[0],
        sorted[sorted.length - 1],
        median("CPython", workload, column) / median);
  }

  private double median(String peer, Workload workload, Column column) {
    return median(sorted(peer, workload, column));
  }

  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private double[] sorted(String peer, Workload workload, Column column) {
    return samples.getOrDefault(new Key(peer, workload), List.of()).stream()
        .mapToDouble(column)
        .sorted()
        .toArray();
  }
}
