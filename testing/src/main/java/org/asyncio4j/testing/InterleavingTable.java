package org.asyncio4j.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.asyncio4j.testing.Interleaving.Step;

/**
 * An interleaving as text: a column for each task or plain thread, a row for each step. Of many
 * steps those are left out that are far from any that are not in order.
 */
final class InterleavingTable {
  private static final int WIDEST_COLUMN = 34;
  private static final int WIDEST_TABLE = 170;

  // Up to so many, all steps are shown; of more, the first, the last, and those around deviations.
  private static final int FEW = 40;
  private static final int FIRST = 6;
  private static final int LAST = 16;
  private static final int BEFORE = 3;
  private static final int AFTER = 4;
  private static final int SHORTEST_GAP = 4;

  // If those are still more than this together.
  private static final int FIRST_ROWS = 60;
  private static final int LAST_ROWS = 140;

  private final List<Step> steps;
  private final List<Column> columns = new ArrayList<>();

  /** One column: its heading, and what stands in it at a step. */
  private record Column(String heading, Function<Step, String> cell) {}

  private InterleavingTable(Interleaving run) {
    steps = run.steps();
    columns.add(new Column("step", step -> ""));
    if (steps.stream().anyMatch(step -> step.nanos > 0)) {
      columns.add(new Column("time", step -> String.format(Locale.ROOT, "%.3f", step.nanos / 1e9)));
    }
    columns.add(new Column("decision", InterleavingTable::decision));
    Map<Object, String> shown = new LinkedHashMap<>();
    for (Object actor : run.actors()) {
      steps.stream()
          .filter(step -> step.who == actor)
          .findFirst()
          .ifPresent(step -> shown.put(actor, step.name()));
    }
    if (shown.size() * WIDEST_COLUMN > WIDEST_TABLE) {
      columns.add(new Column("who", Step::name));
      columns.add(new Column("what", step -> step.text + step.note));
      return;
    }
    shown.forEach(
        (actor, name) ->
            columns.add(new Column(name, step -> step.who == actor ? step.text + step.note : "")));
    if (steps.stream().anyMatch(step -> step.who == null)) {
      columns.add(new Column("loop", step -> step.who == null ? step.text + step.note : ""));
    }
  }

  static String of(Interleaving run) {
    return new InterleavingTable(run).format();
  }

  private static String decision(Step step) {
    return step.size == 1
        ? ""
        : "%s=%s of %s%s"
            .formatted(step.decision, step.index, step.size, step.index == 0 ? "" : " *");
  }

  /** {@return the numbers of those steps that get a row} */
  private BitSet shown() {
    int count = steps.size();
    var shown = new BitSet();
    if (count <= FEW) {
      shown.set(0, count);
      return shown;
    }
    shown.set(0, FIRST);
    shown.set(count - LAST, count);
    for (int i = 0; i < count; i++) {
      if (!steps.get(i).isInOrder()) {
        shown.set(Math.max(i - BEFORE, 0), Math.min(i + AFTER + 1, count));
      }
    }
    for (int gap = shown.nextClearBit(0); gap < count; ) {
      int end = shown.nextSetBit(gap);
      if (end - gap < SHORTEST_GAP) {
        shown.set(gap, end);
      }
      gap = shown.nextClearBit(end);
    }
    int rows = shown.cardinality();
    int[] numbers = shown.stream().toArray();
    for (int i = FIRST_ROWS; i < rows - LAST_ROWS; i++) {
      shown.clear(numbers[i]);
    }
    return shown;
  }

  /** {@return what stands for the steps from one to before another} */
  private String gap(int from, int to) {
    boolean isInOrder = steps.subList(from, to).stream().allMatch(Step::isInOrder);
    return "  ... %s steps%s ...".formatted(to - from, isInOrder ? " in order" : "");
  }

  private String format() {
    if (steps.isEmpty()) {
      return "";
    }
    BitSet shown = shown();
    List<List<List<String>>> rows = new ArrayList<>();
    rows.add(columns.stream().map(column -> List.of(column.heading)).toList());
    shown.stream().forEach(i -> rows.add(row(i)));
    int[] widths = new int[columns.size()];
    for (List<List<String>> row : rows) {
      for (int c = 0; c < row.size(); c++) {
        for (String line : row.get(c)) {
          widths[c] = Math.max(widths[c], line.length());
        }
      }
    }
    var text = new StringBuilder();
    append(rows.getFirst(), widths, text);
    text.append(rule(widths)).append('\n');
    int row = 1;
    for (int i = 0; i < steps.size(); i++) {
      if (!shown.get(i)) {
        int end = shown.nextSetBit(i); // the last is shown
        text.append(gap(i, end)).append('\n');
        i = end;
      }
      append(rows.get(row++), widths, text);
    }
    return text.toString().stripTrailing();
  }

  private void append(List<List<String>> row, int[] widths, StringBuilder text) {
    int height = row.stream().mapToInt(List::size).max().orElse(1);
    for (int line = 0; line < height; line++) {
      text.append(line(row, line, widths)).append('\n');
    }
  }

  private String rule(int[] widths) {
    return Arrays.stream(widths).mapToObj("-"::repeat).collect(Collectors.joining("-+-", "  ", ""));
  }

  private List<List<String>> row(int i) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of(Integer.toString(i + 1)));
    columns.stream().skip(1).forEach(c -> cells.add(wrapped(c.cell.apply(steps.get(i)))));
    return cells;
  }

  private String line(List<List<String>> row, int line, int[] widths) {
    var text = new StringBuilder();
    for (int c = 0; c < columns.size(); c++) {
      List<String> cell = c < row.size() ? row.get(c) : List.of();
      String part = line < cell.size() ? cell.get(line) : "";
      text.append(c == 0 ? "  " : " | ").append(part);
      text.append(" ".repeat(widths[c] - part.length()));
    }
    return text.toString().stripTrailing();
  }

  private List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    var line = new StringBuilder();
    int widest = columns.getLast().heading.equals("what") ? Integer.MAX_VALUE : WIDEST_COLUMN;
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > widest) {
        lines.add(line.toString());
        line.setLength(0);
        line.append("  ");
      } else if (!line.isEmpty()) {
        line.append(' ');
      }
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
