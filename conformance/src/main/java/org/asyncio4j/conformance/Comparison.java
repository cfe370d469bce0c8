package org.asyncio4j.conformance;

import java.util.List;
import java.util.Objects;
import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;

/**
 * What a program should do and what it did.
 *
 * @param program the program, with the recorded trace
 * @param actual our trace
 */
record Comparison(Program program, List<String> actual) {
  private static final int LINES_BEFORE = 4;
  private static final int LINES_AFTER = 3;
  private static final int NARROWEST = 30;
  private static final String NOTHING = "(nothing)";

  /** Runs a program and compares. */
  static Comparison of(Program program, EngineKind engine, BodyStyle style) {
    return new Comparison(program, Interpreter.run(program, engine, style));
  }

  boolean identical() {
    return program.expected().equals(actual);
  }

  /** {@return the index of the first line that differs, which may be the one after the last} */
  int firstDifference() {
    int i = 0;
    while (i < Math.min(program.expected().size(), actual.size())
        && program.expected().get(i).equals(actual.get(i))) {
      i++;
    }
    return i;
  }

  /** {@return the first difference and a few lines around it, side by side} */
  String describe() {
    int difference = firstDifference();
    int first = Math.max(0, difference - LINES_BEFORE);
    int last =
        Math.min(difference + LINES_AFTER, Math.max(program.expected().size(), actual.size()) - 1);
    int width = NARROWEST;
    for (int i = first; i <= last; i++) {
      width = Math.max(width, Objects.requireNonNullElse(expected(i), NOTHING).length());
    }
    var text = new StringBuilder();
    text.append(
        "%s, seed %s: line %s differs%n"
            .formatted(program.origin(), program.seed(), difference + 1));
    String row = "%s %5s  %-" + width + "s  %s%n";
    text.append(row.formatted(" ", "line", "CPython", "asyncio4j"));
    for (int i = first; i <= last; i++) {
      String expected = expected(i);
      String mark = Objects.equals(expected, actual(i)) ? " " : ">";
      text.append(
          row.formatted(
              mark,
              i + 1,
              Objects.requireNonNullElse(expected, NOTHING),
              Objects.requireNonNullElse(actual(i), NOTHING)));
    }
    return text.toString();
  }

  private @Nullable String expected(int i) {
    return i < program.expected().size() ? program.expected().get(i) : null;
  }

  private @Nullable String actual(int i) {
    return i < actual.size() ? actual.get(i) : null;
  }
}
