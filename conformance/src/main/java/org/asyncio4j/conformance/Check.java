package org.asyncio4j.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The command: runs recorded programs and tells where ours do something else. */
public final class Check {
  private static final int IDENTICAL = 0;
  private static final int DIFFERENT = 1;
  private static final int FAILED = 2;

  private final Options options;
  private final PrintStream out;
  private int programs;
  private int identical;

  private Check(Options options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Runs the command and exits.
   *
   * @param arguments the command line, see {@code --help}
   */
  public static void main(String[] arguments) {
    // What the JVM does with an uncaught exception is status 1, which says something else here.
    Thread.currentThread()
        .setUncaughtExceptionHandler(
            (_, thrown) -> {
              thrown.printStackTrace();
              Runtime.getRuntime().halt(FAILED);
            });
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  /** {@return the exit status} */
  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      return new Check(Options.parse(arguments), out).run();
    } catch (Options.UsageException wrong) {
      err.printf("conformance: %s; see --help%n", wrong.getMessage());
    } catch (ProgramException wrong) {
      err.printf("conformance: %s%n", wrong.getMessage());
    }
    return FAILED;
  }

  private int run() throws ProgramException {
    if (options.help()) {
      out.print(usage());
      return IDENTICAL;
    }
    for (Path file : options.files()) {
      requireFile(file);
    }
    for (Path file : options.files()) {
      checkAll(file);
    }
    if (programs == 0) {
      throw new ProgramException("no programs in " + options.files());
    }
    out.printf("conformance: %s programs, %s identical%n", programs, identical);
    return identical == programs ? IDENTICAL : DIFFERENT;
  }

  private static String usage() {
    try (InputStream text = Check.class.getResourceAsStream("usage.txt")) {
      return new String(
          Objects.requireNonNull(text, "usage.txt").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void requireFile(Path file) throws ProgramException {
    if (!Files.exists(file)) {
      throw new ProgramException("no such file: " + file);
    }
    if (Files.isDirectory(file)) {
      throw new ProgramException("a directory, expected a file: " + file);
    }
  }

  private void checkAll(Path file) throws ProgramException {
    try {
      RecordedFile.read(file, this::check);
    } catch (IOException unreadable) {
      throw new ProgramException("cannot read %s: %s".formatted(file, unreadable.getMessage()));
    }
  }

  private void check(Program program) {
    var comparison = Comparison.of(program, options.engine(), options.style());
    programs++;
    if (comparison.identical()) {
      identical++;
    } else if (programs - identical <= options.shown()) {
      out.println(comparison.describe());
    }
  }
}
