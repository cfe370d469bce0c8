package org.asyncio4j.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

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
      if (workload.unit() == Unit.NANOS) {
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

  /** {@return what became of the goals} */
  Grid goals() {
    var grid = new Grid(6, List.of("workload", "ours", "against", "wanted", "measured", "met"));
    for (Goal goal : Goals.of(results)) {
      OptionalDouble measured = goal.measured(results);
      grid.add(
          List.of(
              goal.workload().id(),
              title(goal.ours()),
              title(goal.other()),
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
    var row = new ArrayList<String>();
    row.add("%s, %s".formatted(workload.id(), workload.unit().symbol()));
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
