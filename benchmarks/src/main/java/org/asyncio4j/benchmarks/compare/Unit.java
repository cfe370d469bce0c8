package org.asyncio4j.benchmarks.compare;

/** What a figure counts. Fewer is better, but of answers. */
enum Unit {
  /** Nanoseconds an operation. */
  NANOS("ns", "wall time of an operation"),
  /** Bytes of resident memory a task. */
  BYTES("bytes", "resident memory of a task"),
  /** Milliseconds from the start of a process to its end. */
  MILLIS("ms", "wall time of a whole process"),
  /** Answers in a second. */
  RATE("/s", "answers in a second");

  private final String symbol;
  private final String words;

  Unit(String symbol, String words) {
    this.symbol = symbol;
    this.words = words;
  }

  String symbol() {
    return symbol;
  }

  boolean moreIsBetter() {
    return this == RATE;
  }

  String words() {
    return words;
  }
}
