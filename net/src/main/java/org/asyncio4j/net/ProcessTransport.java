package org.asyncio4j.net;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/**
 * A process of the JDK and its pipes. It is over when the process has ended and all pipes are gone.
 *
 * <p>Belongs to the loop's thread.
 */
final class ProcessTransport implements SubprocessTransport {
  private static final System.Logger LOG = System.getLogger("asyncio4j");
  private static final List<String> NAMES = List.of("stdin", "stdout", "stderr");

  private final EventLoop loop;
  private final Process process;
  private final ProcessSignals signals;
  private final Context context = Context.copyContext();
  private final UnclosedTransport unclosed;
  private final @Nullable WritePipe stdin;
  private final @Nullable ReadPipe stdout;
  private final @Nullable ReadPipe stderr;
  private final Set<Future<Integer>> exitWaiters = new LinkedHashSet<>();

  private SubprocessProtocol protocol;
  private OptionalInt returncode = OptionalInt.empty();
  private int openPipes;
  private boolean closed;
  private boolean over;

  private ProcessTransport(
      EventLoop loop,
      SubprocessProtocol protocol,
      Process process,
      ChildPipes pipes,
      SubprocessOptions options) {
    this.loop = loop;
    this.protocol = protocol;
    this.process = process;
    this.signals = new ProcessSignals(process.toHandle());
    this.stdout = options.stdout().isPipe() ? reader(1, pipes) : null;
    this.stderr = options.stderr().isPipe() ? reader(2, pipes) : null;
    this.stdin = options.stdin().isPipe() ? writer(pipes) : null;
    this.unclosed = UnclosedTransport.over(loop, this, this::release);
  }

  /**
   * Takes over a process that has just been started. Its protocol is told so in the next round of
   * the loop, and of everything else afterwards.
   */
  static ProcessTransport over(
      EventLoop loop,
      SubprocessProtocol protocol,
      Process process,
      ChildPipes pipes,
      SubprocessOptions options) {
    try {
      var transport = new ProcessTransport(loop, protocol, process, pipes, options);
      loop.callSoon(() -> protocol.connectionMade(transport), transport.context);
      loop.callSoon(transport::begin, transport.context);
      return transport;
    } catch (Throwable noThreads) {
      process.destroyForcibly(); // closes the JDK's pipes, too
      pipes.closeOurEnds();
      throw noThreads;
    }
  }

  private ReadPipe reader(int fd, ChildPipes pipes) {
    openPipes++;
    return new ReadPipe(loop, new OutputProtocol(fd), pipes.output(fd, process), pipeName(fd));
  }

  private WritePipe writer(ChildPipes pipes) {
    openPipes++;
    return new WritePipe(loop, new InputProtocol(), pipes.input(process), pipeName(0));
  }

  private String pipeName(int fd) {
    return "asyncio4j-%s-%s".formatted(process.pid(), NAMES.get(fd));
  }

  private void begin() {
    var exit = Asyncio.wrapFuture(process.onExit().thenApply(Process::exitValue));
    exit.addDoneCallback(done -> exited(done.result()), context);
    if (stdout != null) {
      stdout.begin();
    }
    if (stderr != null) {
      stderr.begin();
    }
  }

  private void exited(int exitValue) {
    returncode = OptionalInt.of(ProcessSignals.returncode(exitValue));
    LOG.log(System.Logger.Level.DEBUG, "{0} has ended", this);
    loop.callSoon(() -> protocol.processExited(), context);
    if (stdin != null) {
      stdin.close(); // what the process has not read fails, as there is no reader
    }
    endIfOver();
  }

  private void pipeLost(int fd, @Nullable Throwable exception) {
    loop.callSoon(() -> protocol.pipeConnectionLost(fd, exception), context);
    openPipes--;
    endIfOver();
  }

  private void endIfOver() {
    if (returncode.isPresent() && openPipes == 0 && !over) {
      over = true;
      loop.callSoon(this::end, context);
    }
  }

  private void end() {
    try {
      protocol.connectionLost(null);
    } finally {
      close();
      for (var waiter : exitWaiters) {
        if (!waiter.done()) {
          waiter.setResult(returncode.getAsInt());
        }
      }
      exitWaiters.clear();
    }
  }

  /** Waits until it is over; a cancelled wait changes nothing. */
  int waitFor() {
    if (returncode.isPresent()) {
      return returncode.getAsInt();
    }
    Future<Integer> waiter = loop.createFuture();
    exitWaiters.add(waiter);
    try {
      return Asyncio.await(waiter);
    } finally {
      exitWaiters.remove(waiter);
    }
  }

  /** On the cleaner's thread, when the loop is closed. */
  private void release() {
    process.toHandle().destroyForcibly();
    if (stdout != null) {
      stdout.release();
    }
    if (stderr != null) {
      stderr.release();
    }
    if (stdin != null) {
      stdin.release();
    }
  }

  // --- SubprocessTransport ----------------------------------------------------------------------

  @Override
  public long getPid() {
    return process.pid();
  }

  @Override
  public Optional<BaseTransport> getPipeTransport(int fd) {
    return switch (fd) {
      case 0 -> Optional.ofNullable(stdin);
      case 1 -> Optional.ofNullable(stdout);
      case 2 -> Optional.ofNullable(stderr);
      default -> Optional.empty();
    };
  }

  @Override
  public OptionalInt getReturncode() {
    return returncode;
  }

  @Override
  public void sendSignal(String signal) {
    String name = ProcessSignals.name(signal);
    requireRunning(signal);
    signals.send(name);
  }

  @Override
  public void terminate() {
    sendSignal("TERM");
  }

  @Override
  public void kill() {
    sendSignal("KILL");
  }

  private void requireRunning(String signal) {
    if (over) {
      throw new ProcessLookupException("cannot send %s to %s".formatted(signal, this));
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    unclosed.transportClosed();
    if (stdin != null) {
      stdin.close();
    }
    if (stdout != null) {
      stdout.close();
    }
    if (stderr != null) {
      stderr.close();
    }
    if (returncode.isEmpty() && process.isAlive()) {
      LOG.log(System.Logger.Level.DEBUG, "closing {0}: it is killed", this);
      signals.kill();
    }
  }

  @Override
  public boolean isClosing() {
    return closed;
  }

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> info) {
    return info.equals(ExtraInfo.SUBPROCESS) ? info.type().cast(process.toHandle()) : null;
  }

  @Override
  public void setProtocol(BaseProtocol protocol) {
    if (!(protocol instanceof SubprocessProtocol subprocess)) {
      throw new IllegalArgumentException(
          "%s cannot be told of a process: expected a SubprocessProtocol".formatted(protocol));
    }
    this.protocol = subprocess;
  }

  @Override
  public SubprocessProtocol getProtocol() {
    return protocol;
  }

  @Override
  public String toString() {
    String state =
        returncode.isPresent()
            ? "returncode=" + returncode.getAsInt()
            : closed ? "closed" : "running";
    return "ProcessTransport[pid=%s, %s]".formatted(process.pid(), state);
  }

  // --- pipes ------------------------------------------------------------------------------------

  private final class InputProtocol implements BaseProtocol {
    @Override
    public void connectionLost(@Nullable Throwable exception) {
      pipeLost(0, exception);
    }

    @Override
    public void pauseWriting() {
      protocol.pauseWriting();
    }

    @Override
    public void resumeWriting() {
      protocol.resumeWriting();
    }
  }

  private final class OutputProtocol implements Protocol {
    private final int fd;

    OutputProtocol(int fd) {
      this.fd = fd;
    }

    @Override
    public void dataReceived(byte[] data) {
      loop.callSoon(() -> protocol.pipeDataReceived(fd, data), context);
    }

    @Override
    public void connectionLost(@Nullable Throwable exception) {
      pipeLost(fd, exception);
    }
  }
}
