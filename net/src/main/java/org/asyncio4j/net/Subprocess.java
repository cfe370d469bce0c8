package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.gather;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A running process with its streams. {@link Net#createSubprocessExec} and {@link
 * Net#createSubprocessShell} start one.
 *
 * <p>Belongs to its loop's tasks. The process goes on when nobody waits for it, until the loop is
 * closed: what is still running then is killed, with a warning.
 *
 * <p>Python: {@code asyncio.subprocess.Process}.
 */
public final class Subprocess {

  /** The stream is connected to the process by a pipe. Python: {@code subprocess.PIPE}. */
  public static final Redirect PIPE = new Redirect(Redirect.Kind.PIPE, null);

  /** Errors go where the output goes. Python: {@code subprocess.STDOUT}. */
  public static final Redirect STDOUT = new Redirect(Redirect.Kind.STDOUT, null);

  /** The null device. Python: {@code subprocess.DEVNULL}. */
  public static final Redirect DEVNULL = new Redirect(Redirect.Kind.DEVNULL, null);

  /** Our own stream. Python: {@code None}. */
  public static final Redirect INHERIT = new Redirect(Redirect.Kind.INHERIT, null);

  private static final System.Logger LOG = System.getLogger("asyncio4j");
  private static final byte[] NOTHING = new byte[0];

  private final ProcessTransport transport;
  private final @Nullable StreamWriter stdin;
  private final @Nullable StreamReader stdout;
  private final @Nullable StreamReader stderr;

  Subprocess(ProcessTransport transport, SubprocessStreamProtocol protocol) {
    this.transport = transport;
    this.stdin = protocol.stdin();
    this.stdout = protocol.stdout();
    this.stderr = protocol.stderr();
  }

  /**
   * What a process has written.
   *
   * @param stdout its output; empty if that was no pipe
   * @param stderr its errors; empty if they went to no pipe of their own
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes as the pipes gave them, like Python's tuple
  public record Output(byte[] stdout, byte[] stderr) {

    /** Checks that both are there. */
    public Output {
      Objects.requireNonNull(stdout, "stdout");
      Objects.requireNonNull(stderr, "stderr");
    }

    @Override
    public String toString() {
      return "Output[stdout=%s bytes, stderr=%s bytes]".formatted(stdout.length, stderr.length);
    }
  }

  // --- state ------------------------------------------------------------------------------------

  /** {@return the process's id} */
  public long pid() {
    return transport.getPid();
  }

  /**
   * {@return how it has ended: its exit status, or -N if signal N has ended it; empty while it is
   * running}
   *
   * <p>The JDK reports the end by signal N as exit status 128+N, so a program that exits with such
   * a status counts as ended by that signal.
   */
  public OptionalInt returncode() {
    return transport.getReturncode();
  }

  /**
   * {@return what the process reads is written here}
   *
   * @throws IllegalStateException if its stdin is no pipe
   */
  public StreamWriter stdin() {
    return pipe(stdin, "stdin");
  }

  /**
   * {@return what the process writes is read here}
   *
   * @throws IllegalStateException if its stdout is no pipe
   */
  public StreamReader stdout() {
    return pipe(stdout, "stdout");
  }

  /**
   * {@return the process's errors are read here}
   *
   * @throws IllegalStateException if its stderr is no pipe
   */
  public StreamReader stderr() {
    return pipe(stderr, "stderr");
  }

  private <S> S pipe(@Nullable S stream, String name) {
    if (stream == null) {
      throw new IllegalStateException(
          "%s of %s is no pipe: start it with Subprocess.PIPE".formatted(name, this));
    }
    return stream;
  }

  // --- waiting ----------------------------------------------------------------------------------

  /**
   * Waits until the process has ended and its pipes are closed, in any number of tasks. A cancelled
   * wait leaves the process running.
   *
   * <p>A process that fills a pipe which nobody reads does not end: use {@link #communicate()}.
   *
   * <p>Python: {@code Process.wait}.
   *
   * @return its exit status, or -N if signal N has ended it; see {@link #returncode}
   */
  public int waitFor() {
    return transport.waitFor();
  }

  /**
   * Closes the process's stdin, reads all it writes and waits for its end.
   *
   * @return what it has written to its pipes
   * @throws IOException if a pipe cannot be read
   */
  public Output communicate() throws IOException {
    return communicate(NOTHING);
  }

  /**
   * Writes to the process's stdin and closes it, reads all it writes and waits for its end. It does
   * not matter if the process reads only some of the input. A cancelled call leaves the process
   * running, and what was read is there to be read again.
   *
   * @param input for its stdin
   * @return what it has written to its pipes
   * @throws IOException if a pipe cannot be read
   * @throws IllegalStateException if there is input, and stdin is no pipe
   */
  public Output communicate(byte[] input) throws IOException {
    if (input.length > 0) {
      pipe(stdin, "stdin");
    }
    List<byte[]> outputs =
        await(
            gather(
                List.<Callable<byte[]>>of(
                        () -> feed(input), () -> readAll(1, stdout), () -> readAll(2, stderr))
                    .stream()
                    .map(org.asyncio4j.Asyncio::coroutine)
                    .toList()));
    waitFor();
    return new Output(outputs.get(1), outputs.get(2));
  }

  private byte[] feed(byte[] input) {
    if (stdin != null) {
      try {
        stdin.write(input);
        stdin.drain();
      } catch (IOException brokenPipe) {
        LOG.log(System.Logger.Level.DEBUG, "%s reads no more".formatted(this), brokenPipe);
      }
      stdin.close();
    }
    return NOTHING;
  }

  private byte[] readAll(int fd, @Nullable StreamReader reader) throws IOException {
    if (reader == null) {
      return NOTHING;
    }
    byte[] all = reader.read();
    transport.getPipeTransport(fd).ifPresent(BaseTransport::close);
    return all;
  }

  // --- signals ----------------------------------------------------------------------------------

  /**
   * Sends a signal. It is under way when this returns; signals arrive in the order of the calls.
   *
   * <p>The process ignores what this JVM was started to ignore: HUP under {@code nohup}, INT and
   * QUIT in a background job of a script.
   *
   * @param signal a name such as INT or SIGINT
   * @throws IllegalArgumentException if there is no such signal
   * @throws ProcessLookupException if the process has ended and all of its pipes are closed
   * @throws UnsupportedOperationException if the operating system has no signals
   */
  public void sendSignal(String signal) {
    transport.sendSignal(signal);
  }

  /**
   * Asks the process to end, by SIGTERM.
   *
   * @throws ProcessLookupException if the process has ended and all of its pipes are closed
   */
  public void terminate() {
    transport.terminate();
  }

  /**
   * Ends the process, by SIGKILL.
   *
   * @throws ProcessLookupException if the process has ended and all of its pipes are closed
   */
  public void kill() {
    transport.kill();
  }

  @Override
  public String toString() {
    var code = returncode();
    return "Subprocess[pid=%s, %s]"
        .formatted(pid(), code.isPresent() ? "returncode=" + code.getAsInt() : "running");
  }
}
