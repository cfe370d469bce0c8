package org.asyncio4j;

import java.util.List;

/** A stackless body of a test: each step is a line, what is thrown in ends it. */
final class Script<T> implements Stepwise<T> {

  /** A step. */
  @FunctionalInterface
  interface Line {
    /** {@return what the step returns} */
    Object step(Object value) throws Exception;
  }

  private final List<Line> lines;
  private int at;
  private Object last;

  private Script(Line... lines) {
    this.lines = List.of(lines);
  }

  /** {@return a body whose last line gives the result, and the others what to wait for} */
  static <T> Script<T> of(Line... lines) {
    return new Script<>(lines);
  }

  @Override
  public Object send(Object value) throws Exception {
    Object returned = lines.get(at++).step(value);
    if (at < lines.size()) {
      return returned;
    }
    last = returned;
    return DONE;
  }

  @Override
  @SuppressWarnings("unchecked")
  public T result() {
    return (T) last;
  }
}
