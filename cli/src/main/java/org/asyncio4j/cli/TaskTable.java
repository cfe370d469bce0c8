package org.asyncio4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.cli.agent.Report;

/** What {@code ps} prints: a line for each task. */
final class TaskTable {
  private static final List<String> HEADER =
      List.of("tid", "loop", "task id", "task name", "state", "coroutine stack", "awaiter");
  private static final int STACK = HEADER.indexOf("coroutine stack");
  private static final int MOST_FRAMES = 4;
  private static final int MOST_WIDTH = 100;
  private static final int MOST_RULE = 300;

  private final List<List<String>> rows = new ArrayList<>();

  private TaskTable() {
    rows.add(HEADER);
  }

  /** {@return the table's lines} */
  static List<String> of(List<String> report) {
    var table = new TaskTable();
    table.read(report);
    return table.lines();
  }

  private void read(List<String> report) {
    String thread = "";
    String loop = "";
    for (String line : report) {
      List<String> cells = List.of(line.split("\t", -1));
      switch (cells.getFirst()) {
        case Report.LOOP -> {
          thread = cells.get(1);
          loop = cells.get(3);
        }
        case Report.TASK -> {
          var row = new ArrayList<String>(List.of(thread, loop));
          row.addAll(cells.subList(1, cells.size()));
          row.set(STACK, top(row.get(STACK)));
          rows.add(row);
        }
        default -> {} // nothing for a table
      }
    }
  }

  private static String top(String stack) {
    List<String> frames = List.of(stack.split(" -> "));
    return frames.size() <= MOST_FRAMES
        ? stack
        : String.join(" -> ", frames.subList(0, MOST_FRAMES)) + " -> ...";
  }

  private List<String> lines() {
    var widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        // A longer cell shifts only its own row.
        widths[column] = Math.max(widths[column], Math.min(row.get(column).length(), MOST_WIDTH));
      }
    }
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        line.append(row.get(column))
            .repeat(' ', Math.max(widths[column] - row.get(column).length(), 0) + 2);
      }
      lines.add(line.toString().stripTrailing());
    }
    int widest = lines.stream().mapToInt(String::length).max().orElse(0);
    lines.add(1, "-".repeat(Math.min(widest, MOST_RULE)));
    return lines;
  }
}
