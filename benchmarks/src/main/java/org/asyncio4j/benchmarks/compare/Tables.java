package org.asyncio4j.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** The tables that are made of the results. */
final class Tables {
  private static final String NOTHING = "–";
  private static final String FAILED = "failed";

  private final Results results;
  private final List<Contestant> columns;

  /** What stands in a cell of those who have figures. */
  private interface Cell {
    String of(Contestant contestant, Workload workload, Statistics statistics);
  }

  Tables(Results results) {
    this.results = results;
    this.columns = results.present();
  }

  /** {@return medians, how far samples are from them, and how many times ours that is} */
  Grid everything() {
    return grid(
        (contestant, workload, statistics) ->
            Figures.value(statistics.median())
                + " ±"
                + Figures.percent(statistics.spread())
                + ratio(contestant, workload, " %s"));
  }

  /** {@return medians, and how many times ours that is} */
  Grid medians() {
    return grid(
        (contestant, workload, statistics) ->
            Figures.value(statistics.median()) + ratio(contestant, workload, " (%s)"));
  }

  /** {@return the least and the most} */
  Grid spreads() {
    return grid(
        (_, _, statistics) ->
            Figures.value(statistics.least()) + " to " + Figures.value(statistics.most()));
  }

  /** {@return medians of CPU time, of the workloads that have them} */
  Grid cpu() {
    Grid grid = new Grid(1, head());
    for (Workload workload : results.workloads()) {
      if (workload.unit() == Unit.NANOS || workload.unit() == Unit.RATE) {
        grid.add(
            row(
                workload,
                contestant ->
                    results
                        .cpu(contestant.id(), workload)
                        .map(statistics -> Figures.value(statistics.median()))));
      }
    }
    return grid;
  }

  /** {@return whether there are answers, that take their time} */
  boolean hasLatencies() {
    return results.workloads().stream().anyMatch(workload -> workload.unit() == Unit.RATE);
  }

  /** {@return microseconds that half and 99 percent of the answers took at most, medians} */
  Grid latencies() {
    Grid grid = new Grid(1, head());
    for (Workload workload : results.workloads()) {
      if (workload.unit() == Unit.RATE) {
        grid.add(row(workload, "p50 / p99, µs", contestant -> latencies(contestant, workload)));
      }
    }
    return grid;
  }

  private Optional<String> latencies(Contestant contestant, Workload workload) {
    return results
        .half(contestant.id(), workload)
        .flatMap(
            half ->
                results
                    .nearlyAll(contestant.id(), workload)
                    .map(nearlyAll -> micros(half) + " / " + micros(nearlyAll)));
  }

  private static String micros(Statistics nanos) {
    return Figures.value(nanos.median() / TimeUnit.MICROSECONDS.toNanos(1));
  }

  /** {@return what became of the goals} */
  Grid goals() {
    var grid = new Grid(6, List.of("workload", "ours", "against", "wanted", "measured", "met"));
    for (Goal goal : Goals.of(results)) {
      OptionalDouble measured = goal.measured(results);
      grid.add(
          List.of(
              goal.workload().id(),
              title(goal.ours()),
              goal.hasOther() ? title(goal.other()) : NOTHING,
              goal.wanted(),
              measured.isPresent() ? goal.text(measured.getAsDouble()) : NOTHING,
              goal.outcome(results).word()));
    }
    return grid;
  }

  private Grid grid(Cell cell) {
    Grid grid = new Grid(1, head());
    for (Workload workload : results.workloads()) {
      grid.add(
          row(
              workload,
              contestant ->
                  results
                      .values(contestant.id(), workload)
                      .map(statistics -> cell.of(contestant, workload, statistics))));
    }
    return grid;
  }

  private List<String> head() {
    var head = new ArrayList<String>();
    head.add("workload");
    columns.forEach(contestant -> head.add(contestant.title()));
    return head;
  }

  private interface Text {
    Optional<String> of(Contestant contestant);
  }

  private List<String> row(Workload workload, Text text) {
    return row(workload, workload.unit().symbol(), text);
  }

  private List<String> row(Workload workload, String unit, Text text) {
    var row = new ArrayList<String>();
    row.add("%s, %s".formatted(workload.id(), unit));
    for (Contestant contestant : columns) {
      row.add(
          text.of(contestant).orElse(results.failed(contestant.id(), workload) ? FAILED : NOTHING));
    }
    return row;
  }

  private String ratio(Contestant contestant, Workload workload, String format) {
    if (contestant.id().equals(Contestants.OURS)) {
      return "";
    }
    OptionalDouble ratio = results.ratio(contestant.id(), Contestants.OURS, workload);
    return ratio.isPresent() ? format.formatted(Figures.ratio(ratio.getAsDouble())) : "";
  }

  private String title(String id) {
    return results.contestants().keySet().stream()
        .filter(contestant -> contestant.id().equals(id))
        .map(Contestant::title)
        .findFirst()
        .orElse(id);
  }
}
