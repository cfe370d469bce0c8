package org.asyncio4j.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.asyncio4j.Task;
import org.asyncio4j.testing.Interleaving.Step;

/** An interleaving as text: a column for each task, a row for each step. */
final class InterleavingTable {
  private static final int WIDEST_COLUMN = 34;
  private static final int WIDEST_TABLE = 170;
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
      columns.add(new Column("time", step -> "%.3f".formatted(step.nanos / 1e9)));
    }
    columns.add(new Column("decision", InterleavingTable::decision));
    List<Task<?>> shown =
        run.tasks().stream().filter(task -> steps.stream().anyMatch(s -> s.task == task)).toList();
    if (shown.size() * WIDEST_COLUMN > WIDEST_TABLE) {
      columns.add(new Column("who", InterleavingTable::name));
      columns.add(new Column("what", step -> step.text + step.note));
      return;
    }
    for (Task<?> task : shown) {
      columns.add(
          new Column(task.getName(), step -> step.task == task ? step.text + step.note : ""));
    }
    if (steps.stream().anyMatch(step -> step.task == null)) {
      columns.add(new Column("loop", step -> step.task == null ? step.text + step.note : ""));
    }
  }

  static String of(Interleaving run) {
    return new InterleavingTable(run).format();
  }

  private static String decision(Step step) {
    return step.size == 1
        ? ""
        : "%d=%d of %d%s"
            .formatted(step.decision, step.index, step.size, step.index == 0 ? "" : " *");
  }

  private static String name(Step step) {
    return step.task == null ? "loop" : step.task.getName();
  }

  private String format() {
    List<List<List<String>>> rows = new ArrayList<>();
    rows.add(columns.stream().map(column -> List.of(column.heading)).toList());
    if (steps.isEmpty()) {
      return "";
    }
    for (int i = 0; i < steps.size(); i++) {
      if (steps.size() > FIRST_ROWS + LAST_ROWS && i == FIRST_ROWS) {
        int left = steps.size() - LAST_ROWS;
        rows.add(List.of(List.of("... to %d".formatted(left))));
        i = left;
      }
      rows.add(row(i));
    }
    int[] widths = new int[columns.size()];
    for (List<List<String>> row : rows) {
      for (int c = 0; c < row.size(); c++) {
        for (String line : row.get(c)) {
          widths[c] = Math.max(widths[c], line.length());
        }
      }
    }
    var text = new StringBuilder();
    for (List<List<String>> row : rows) {
      if (row == rows.get(1)) {
        text.append(rule(widths)).append('\n');
      }
      int height = row.stream().mapToInt(List::size).max().orElse(1);
      for (int line = 0; line < height; line++) {
        text.append(line(row, line, widths)).append('\n');
      }
    }
    return text.toString().stripTrailing();
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
