package org.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.List;

/** What a program shows of itself: lines, in order. */
final class Trace {
  static final int LIMIT = 4000;

  private final List<String> lines = new ArrayList<>();
  private boolean over;

  /**
   * Adds a line.
   *
   * @throws TraceFullError if there are as many as there may be
   */
  void add(String line) {
    if (over) {
      return;
    }
    if (lines.size() >= LIMIT) {
      throw new TraceFullError();
    }
    lines.add(line);
  }

  /** Adds how the run ended, even to a full trace. */
  void addEnding(String line) {
    lines.add(line);
  }

  /** Nothing more is traced. */
  void close() {
    over = true;
  }

  boolean isClosed() {
    return over;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
