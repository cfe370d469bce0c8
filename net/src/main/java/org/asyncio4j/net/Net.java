package org.asyncio4j.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Pipe;
import java.util.List;
import java.util.function.Supplier;

/**
 * The functions of asyncio that have to do with networks and processes.
 *
 * <p>Python: the functions of the module {@code asyncio}, and the loop's methods, of these names.
 */
public final class Net {
  private Net() {}

  // --- processes --------------------------------------------------------------------------------

  /**
   * Starts a program with our own standard streams.
   *
   * <p>Python: {@code asyncio.create_subprocess_exec}.
   *
   * @param program a path, or a name that is looked for along the PATH
   * @param args its arguments, as they are
   * @return the running process
   * @throws IOException as {@link #createSubprocessExec(List, SubprocessOptions)}
   */
  public static Subprocess createSubprocessExec(String program, String... args) throws IOException {
    return Subprocesses.create(Subprocesses.command(program, args), SubprocessOptions.DEFAULT);
  }

  /**
   * Starts a program. If that is cancelled, the process is killed and waited for.
   *
   * <p>Python: {@code asyncio.create_subprocess_exec}.
   *
   * @param programAndArgs a path, or a name that is looked for along the PATH; and the program's
   *     arguments, as they are
   * @param options where its standard streams go, and more
   * @return the running process
   * @throws java.nio.file.NoSuchFileException if there is no such program, or working directory
   * @throws java.nio.file.AccessDeniedException if the program may not be executed
   * @throws IOException if it cannot be started for another reason, or a file for its streams
   *     cannot be opened
   * @throws IllegalArgumentException if the command is empty, or holds a null character
   */
  public static Subprocess createSubprocessExec(
      List<String> programAndArgs, SubprocessOptions options) throws IOException {
    return Subprocesses.create(programAndArgs, options);
  }

  /**
   * Has the shell run a command with our own standard streams.
   *
   * <p>Python: {@code asyncio.create_subprocess_shell}.
   *
   * @param cmd in the language of {@code /bin/sh}; whoever puts texts of others into it must quote
   *     them
   * @return the running process, which is the shell
   * @throws IOException if there is no shell
   */
  public static Subprocess createSubprocessShell(String cmd) throws IOException {
    return Subprocesses.create(Subprocesses.shell(cmd), SubprocessOptions.DEFAULT);
  }

  /**
   * Has the shell run a command.
   *
   * <p>Python: {@code asyncio.create_subprocess_shell}.
   *
   * @param cmd in the language of {@code /bin/sh}; whoever puts texts of others into it must quote
   *     them
   * @param options where its standard streams go, and more
   * @return the running process, which is the shell
   * @throws IOException as {@link #createSubprocessExec(List, SubprocessOptions)}
   */
  public static Subprocess createSubprocessShell(String cmd, SubprocessOptions options)
      throws IOException {
    return Subprocesses.create(Subprocesses.shell(cmd), options);
  }

  /**
   * Starts a program and has a protocol told of it. If that is cancelled, the process is killed and
   * waited for.
   *
   * <p>Python: {@code loop.subprocess_exec}.
   *
   * @param protocolFactory makes the protocol
   * @param programAndArgs a path, or a name that is looked for along the PATH; and the program's
   *     arguments, as they are
   * @param options where its standard streams go, and more; the limit has no meaning here
   * @param <P> the kind of protocol
   * @return the process's transport, and the protocol, which knows of it
   * @throws IOException as {@link #createSubprocessExec(List, SubprocessOptions)}
   */
  public static <P extends SubprocessProtocol> Connected<SubprocessTransport, P> subprocessExec(
      Supplier<P> protocolFactory, List<String> programAndArgs, SubprocessOptions options)
      throws IOException {
    return Subprocesses.exec(protocolFactory, programAndArgs, options);
  }

  /**
   * Has the shell run a command and a protocol told of it.
   *
   * <p>Python: {@code loop.subprocess_shell}.
   *
   * @param protocolFactory makes the protocol
   * @param cmd in the language of {@code /bin/sh}
   * @param options where its standard streams go, and more; the limit has no meaning here
   * @param <P> the kind of protocol
   * @return the transport of the shell, and the protocol, which knows of it
   * @throws IOException as {@link #createSubprocessExec(List, SubprocessOptions)}
   */
  public static <P extends SubprocessProtocol> Connected<SubprocessTransport, P> subprocessShell(
      Supplier<P> protocolFactory, String cmd, SubprocessOptions options) throws IOException {
    return Subprocesses.exec(protocolFactory, Subprocesses.shell(cmd), options);
  }

  /**
   * Reads a blocking stream in a thread of its own, and tells a protocol. Closing the transport
   * ends the thread when the read that it is in returns; the thread closes the stream.
   *
   * <p>Python: {@code loop.connect_read_pipe}.
   *
   * @param protocolFactory makes a {@link Protocol} or a {@link BufferedProtocol}
   * @param stream belongs to the transport from now on
   * @param <P> the kind of protocol
   * @return the transport, and the protocol, which knows of it
   */
  public static <P extends BaseProtocol> Connected<ReadTransport, P> connectReadPipe(
      Supplier<P> protocolFactory, InputStream stream) {
    return Pipes.connectReadPipe(protocolFactory, stream);
  }

  /**
   * Reads a pipe in a thread of its own, and tells a protocol.
   *
   * <p>Python: {@code loop.connect_read_pipe}.
   *
   * @param protocolFactory makes a {@link Protocol} or a {@link BufferedProtocol}
   * @param pipe in blocking mode; belongs to the transport from now on
   * @param <P> the kind of protocol
   * @return the transport, and the protocol, which knows of it
   * @throws IllegalArgumentException if the pipe is in non-blocking mode
   */
  public static <P extends BaseProtocol> Connected<ReadTransport, P> connectReadPipe(
      Supplier<P> protocolFactory, Pipe.SourceChannel pipe) {
    return Pipes.connectReadPipe(protocolFactory, pipe);
  }

  /**
   * Has a thread of its own write to a blocking stream what a transport is given. Closing the
   * transport ends the thread when all is written; the thread closes the stream.
   *
   * <p>Python: {@code loop.connect_write_pipe}.
   *
   * @param protocolFactory makes the protocol
   * @param stream belongs to the transport from now on
   * @param <P> the kind of protocol
   * @return the transport, and the protocol, which knows of it
   */
  public static <P extends BaseProtocol> Connected<WriteTransport, P> connectWritePipe(
      Supplier<P> protocolFactory, OutputStream stream) {
    return Pipes.connectWritePipe(protocolFactory, stream);
  }

  /**
   * Has a thread of its own write to a pipe what a transport is given.
   *
   * <p>Python: {@code loop.connect_write_pipe}.
   *
   * @param protocolFactory makes the protocol
   * @param pipe in blocking mode; belongs to the transport from now on
   * @param <P> the kind of protocol
   * @return the transport, and the protocol, which knows of it
   * @throws IllegalArgumentException if the pipe is in non-blocking mode
   */
  public static <P extends BaseProtocol> Connected<WriteTransport, P> connectWritePipe(
      Supplier<P> protocolFactory, Pipe.SinkChannel pipe) {
    return Pipes.connectWritePipe(protocolFactory, pipe);
  }
}
