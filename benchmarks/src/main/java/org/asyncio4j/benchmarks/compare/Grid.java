package org.asyncio4j.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of words, as plain text or in Markdown. The first columns are words, the rest figures.
 */
final class Grid {
  private final int columnsOfWords;
  private final List<List<String>> rows = new ArrayList<>();

  Grid(int columnsOfWords, List<String> head) {
    this.columnsOfWords = columnsOfWords;
    rows.add(head);
  }

  void add(List<String> row) {
    if (row.size() != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          "a row of %s cells, expected %s".formatted(row.size(), rows.getFirst().size()));
    }
    rows.add(row);
  }

  /** {@return it as text in columns} */
  String text() {
    int[] widths =
        IntStream.range(0, rows.getFirst().size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream()
        .map(row -> line(row, widths).stripTrailing() + "\n")
        .collect(Collectors.joining());
  }

  private String line(List<String> row, int[] widths) {
    return IntStream.range(0, row.size())
        .mapToObj(
            column -> {
              String padding = " ".repeat(widths[column] - row.get(column).length());
              return column < columnsOfWords
                  ? row.get(column) + padding
                  : padding + row.get(column);
            })
        .collect(Collectors.joining("  "));
  }

  /** {@return it in Markdown} */
  String markdown() {
    var text = new StringBuilder();
    append(text, rows.getFirst());
    append(
        text,
        IntStream.range(0, rows.getFirst().size())
            .mapToObj(column -> column < columnsOfWords ? "---" : "---:")
            .toList());
    rows.stream().skip(1).forEach(row -> append(text, row));
    return text.toString();
  }

  private static void append(StringBuilder text, List<String> row) {
    text.append("| ").append(String.join(" | ", row)).append(" |\n");
  }
}
