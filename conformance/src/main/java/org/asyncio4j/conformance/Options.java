package org.asyncio4j.conformance;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;

/**
 * What the command was asked to do.
 *
 * @param files the recorded programs
 * @param engine on what to run them
 * @param shown how many differing programs to describe
 * @param style how to write the bodies of tasks
 * @param help whether only the usage was asked for
 */
record Options(List<Path> files, EngineKind engine, int shown, BodyStyle style, boolean help) {
  private static final int SHOWN = 10;

  /**
   * Reads the command line.
   *
   * @throws UsageException if it makes no sense
   */
  static Options parse(List<String> arguments) throws UsageException {
    var files = new ArrayList<Path>();
    var engine = EngineKind.LOOP;
    int shown = SHOWN;
    var style = BodyStyle.METHODS;
    Deque<String> left = new ArrayDeque<>(arguments);
    boolean options = true;
    for (String argument; (argument = left.poll()) != null; ) {
      if (!options || !argument.startsWith("-")) {
        files.add(Path.of(argument));
        continue;
      }
      switch (argument) {
        case "-h", "--help" -> {
          return new Options(List.of(), engine, shown, style, true);
        }
        case "--engine" -> engine = engine(left.poll());
        case "--show" -> shown = count(left.poll());
        case "--stackless" -> style = BodyStyle.STACKLESS;
        case "--" -> options = false;
        default -> throw new UsageException("unknown option " + argument);
      }
    }
    if (files.isEmpty()) {
      throw new UsageException("expected a file of recorded programs");
    }
    return new Options(List.copyOf(files), engine, shown, style, false);
  }

  private static EngineKind engine(@Nullable String name) throws UsageException {
    return switch (name) {
      case "loop" -> EngineKind.LOOP;
      case "handoff" -> EngineKind.HANDOFF;
      case null -> throw new UsageException("--engine needs a value: loop or handoff");
      default -> throw new UsageException("--engine must be loop or handoff, got " + name);
    };
  }

  private static int count(@Nullable String number) throws UsageException {
    if (number == null) {
      throw new UsageException("--show needs a whole number");
    }
    if (!number.matches("[0-9]{1,9}")) {
      throw new UsageException("--show needs a whole number, got " + number);
    }
    return Integer.parseInt(number);
  }

  /** A command line that makes no sense. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }
}
