package org.asyncio4j.net;

import java.util.Objects;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/** Feeds the stream readers of a process; the streams are there from the beginning. */
final class SubprocessStreamProtocol extends StreamFlowControl implements SubprocessProtocol {
  private final int limit;
  private final WaitList stdinCloseWaiters;
  private @Nullable SubprocessTransport transport;
  private @Nullable StreamWriter stdin;
  private @Nullable StreamReader stdout;
  private @Nullable StreamReader stderr;
  private @Nullable Throwable stdinFailure;
  private boolean stdinLost;
  private int openOutputs;
  private boolean exited;

  SubprocessStreamProtocol(EventLoop loop, int limit) {
    super(loop);
    this.limit = limit;
    this.stdinCloseWaiters = new WaitList(loop);
  }

  @Nullable StreamWriter stdin() {
    return stdin;
  }

  @Nullable StreamReader stdout() {
    return stdout;
  }

  @Nullable StreamReader stderr() {
    return stderr;
  }

  @Override
  public void connectionMade(BaseTransport made) {
    var process = (SubprocessTransport) made;
    transport = process;
    stdout = reader(process, 1);
    stderr = reader(process, 2);
    stdin =
        process
            .getPipeTransport(0)
            .map(pipe -> new StreamWriter((WriteTransport) pipe, this, null))
            .orElse(null);
  }

  private @Nullable StreamReader reader(SubprocessTransport process, int fd) {
    ReadTransport pipe = (ReadTransport) process.getPipeTransport(fd).orElse(null);
    if (pipe == null) {
      return null;
    }
    var reader = new StreamReader(limit, loop());
    reader.setTransport(pipe);
    openOutputs++;
    return reader;
  }

  private StreamReader output(int fd) {
    return Objects.requireNonNull(fd == 1 ? stdout : stderr, "no pipe");
  }

  @Override
  public void pipeDataReceived(int fd, byte[] data) {
    output(fd).feed(data);
  }

  @Override
  public void pipeConnectionLost(int fd, @Nullable Throwable exception) {
    if (fd == 0) {
      stdinLost(exception);
      return;
    }
    if (exception == null) {
      output(fd).feedEof();
    } else {
      output(fd).setException(exception);
    }
    openOutputs--;
    closeIfOver();
  }

  private void stdinLost(@Nullable Throwable exception) {
    if (stdin != null) {
      stdin.close();
    }
    super.connectionLost(exception); // for those who wait in drain()
    stdinLost = true;
    stdinFailure = exception;
    if (exception == null) {
      stdinCloseWaiters.wakeAll();
    } else {
      stdinCloseWaiters.failAll(exception);
    }
  }

  @Override
  public void processExited() {
    exited = true;
    closeIfOver();
  }

  private void closeIfOver() {
    if (exited && openOutputs == 0 && transport != null) {
      transport.close();
      transport = null;
    }
  }

  /** The process is over: its pipes have been lost one by one. */
  @Override
  public void connectionLost(@Nullable Throwable exception) {}

  @Override
  void awaitClosed(StreamWriter writer) {
    if (!stdinLost) {
      stdinCloseWaiters.await();
    } else if (stdinFailure != null) {
      throw Throwing.asIs(stdinFailure);
    }
  }

  @Override
  public String toString() {
    return "SubprocessStreamProtocol[stdin=%s, stdout=%s, stderr=%s]"
        .formatted(stdin, stdout, stderr);
  }
}
