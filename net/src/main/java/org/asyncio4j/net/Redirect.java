package org.asyncio4j.net;

import java.io.File;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a standard stream of a new process goes to or comes from: one of the constants of {@link
 * Subprocess}, or a file.
 *
 * <p>Python: the values of {@code stdin}, {@code stdout} and {@code stderr}.
 */
public final class Redirect {

  /** What kind of end a stream has. */
  enum Kind {
    INHERIT,
    PIPE,
    STDOUT,
    DEVNULL,
    FROM,
    TO,
    APPEND
  }

  private static final File NULL_DEVICE = new File(ProcessSignals.ON_WINDOWS ? "NUL" : "/dev/null");

  final Kind kind;
  private final @Nullable Path file;

  Redirect(Kind kind, @Nullable Path file) {
    this.kind = kind;
    this.file = file;
  }

  /**
   * {@return what has a process read a file}
   *
   * @param file has to be there when the process is started
   */
  public static Redirect from(Path file) {
    return new Redirect(Kind.FROM, Objects.requireNonNull(file, "file"));
  }

  /**
   * {@return what has a process write a file, in the place of what is in it}
   *
   * @param file is created if need be
   */
  public static Redirect to(Path file) {
    return new Redirect(Kind.TO, Objects.requireNonNull(file, "file"));
  }

  /**
   * {@return what has a process write to the end of a file}
   *
   * @param file is created if need be
   */
  public static Redirect appendTo(Path file) {
    return new Redirect(Kind.APPEND, Objects.requireNonNull(file, "file"));
  }

  boolean isPipe() {
    return kind == Kind.PIPE;
  }

  /** {@return this, if a process can read it} */
  Redirect asInput() {
    return switch (kind) {
      case INHERIT, PIPE, DEVNULL, FROM -> this;
      case STDOUT, TO, APPEND ->
          throw new IllegalArgumentException(
              "stdin cannot be %s: expected PIPE, DEVNULL, INHERIT or Redirect.from"
                  .formatted(this));
    };
  }

  /** {@return this, if a process can write it} */
  Redirect asOutput(String name) {
    boolean isStdout = name.equals("stdout");
    if (kind == Kind.FROM || (kind == Kind.STDOUT && isStdout)) {
      throw new IllegalArgumentException(
          "%s cannot be %s: expected PIPE, %sDEVNULL, INHERIT, Redirect.to or Redirect.appendTo"
              .formatted(name, this, isStdout ? "" : "STDOUT, "));
    }
    return this;
  }

  /** {@return the same in the JDK's words; for STDOUT, which has none there, PIPE} */
  ProcessBuilder.Redirect forInput() {
    return kind == Kind.DEVNULL ? ProcessBuilder.Redirect.from(NULL_DEVICE) : forOutput();
  }

  ProcessBuilder.Redirect forOutput() {
    return switch (kind) {
      case INHERIT -> ProcessBuilder.Redirect.INHERIT;
      case PIPE, STDOUT -> ProcessBuilder.Redirect.PIPE;
      case DEVNULL -> ProcessBuilder.Redirect.DISCARD;
      case FROM -> ProcessBuilder.Redirect.from(file());
      case TO -> ProcessBuilder.Redirect.to(file());
      case APPEND -> ProcessBuilder.Redirect.appendTo(file());
    };
  }

  private File file() {
    return Objects.requireNonNull(file, "file").toFile();
  }

  @Override
  public String toString() {
    return file == null ? kind.name() : kind + "(" + file + ")";
  }
}
