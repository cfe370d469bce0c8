package org.asyncio4j.net;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How to start a process.
 *
 * <p>Python: the keyword arguments of {@code asyncio.create_subprocess_exec}. Bytes it is, on both
 * sides: there is no text mode.
 *
 * @param stdin what the process reads; inherited by default
 * @param stdout where it writes; inherited by default
 * @param stderr where it writes its errors; inherited by default
 * @param cwd its working directory; empty for ours
 * @param env its environment, all of it; empty for ours
 * @param limit bytes; the limit of the stream readers of its pipes
 */
public record SubprocessOptions(
    Redirect stdin,
    Redirect stdout,
    Redirect stderr,
    Optional<Path> cwd,
    Optional<Map<String, String>> env,
    int limit) {
  private static final int DEFAULT_LIMIT = 64 * 1024;

  /** Everything inherited; readers with a limit of 64 KiB. */
  public static final SubprocessOptions DEFAULT =
      new SubprocessOptions(
          Subprocess.INHERIT,
          Subprocess.INHERIT,
          Subprocess.INHERIT,
          Optional.empty(),
          Optional.empty(),
          DEFAULT_LIMIT);

  /** All three standard streams are pipes. */
  public static final SubprocessOptions PIPES =
      DEFAULT.withStdin(Subprocess.PIPE).withStdout(Subprocess.PIPE).withStderr(Subprocess.PIPE);

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if a stream is redirected where it cannot go, or the limit is
   *     not positive
   */
  public SubprocessOptions {
    Objects.requireNonNull(stdin, "stdin").asInput();
    Objects.requireNonNull(stdout, "stdout").asOutput("stdout");
    Objects.requireNonNull(stderr, "stderr").asOutput("stderr");
    Objects.requireNonNull(cwd, "cwd");
    env = Objects.requireNonNull(env, "env").map(Map::copyOf);
    if (limit <= 0) {
      throw new IllegalArgumentException("limit must be > 0, got " + limit);
    }
  }

  /**
   * {@return these options with another standard input}
   *
   * @param stdin PIPE, DEVNULL or INHERIT of {@link Subprocess}, or {@link Redirect#from}
   * @throws IllegalArgumentException if it is none of these
   */
  public SubprocessOptions withStdin(Redirect stdin) {
    return new SubprocessOptions(stdin, stdout, stderr, cwd, env, limit);
  }

  /**
   * {@return these options with another standard output}
   *
   * @param stdout PIPE, DEVNULL or INHERIT of {@link Subprocess}, {@link Redirect#to} or {@link
   *     Redirect#appendTo}
   * @throws IllegalArgumentException if it is none of these
   */
  public SubprocessOptions withStdout(Redirect stdout) {
    return new SubprocessOptions(stdin, stdout, stderr, cwd, env, limit);
  }

  /**
   * {@return these options with another place for errors}
   *
   * @param stderr PIPE, STDOUT, DEVNULL or INHERIT of {@link Subprocess}, {@link Redirect#to} or
   *     {@link Redirect#appendTo}
   * @throws IllegalArgumentException if it is none of these
   */
  public SubprocessOptions withStderr(Redirect stderr) {
    return new SubprocessOptions(stdin, stdout, stderr, cwd, env, limit);
  }

  /**
   * {@return these options with another working directory}
   *
   * @param cwd has to be there when the process is started
   */
  public SubprocessOptions withCwd(Path cwd) {
    return new SubprocessOptions(stdin, stdout, stderr, Optional.of(cwd), env, limit);
  }

  /**
   * {@return these options with another environment, which takes the place of ours}
   *
   * @param env names and values
   */
  public SubprocessOptions withEnv(Map<String, String> env) {
    return new SubprocessOptions(stdin, stdout, stderr, cwd, Optional.of(env), limit);
  }

  /**
   * {@return these options with another limit of the readers}
   *
   * @param limit bytes
   * @throws IllegalArgumentException if it is not positive
   */
  public SubprocessOptions withLimit(int limit) {
    return new SubprocessOptions(stdin, stdout, stderr, cwd, env, limit);
  }
}
