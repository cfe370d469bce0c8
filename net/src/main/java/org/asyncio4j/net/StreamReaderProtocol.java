package org.asyncio4j.net;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.Objects;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a {@link StreamReader} with what comes, and serves the {@link StreamWriter} of the same
 * connection.
 *
 * <p>Python: {@code asyncio.StreamReaderProtocol}.
 */
public final class StreamReaderProtocol extends StreamFlowControl implements Protocol {
  // Weak, so that streams that nobody uses any more are found out; see AbandonedWriter.
  private final WeakReference<StreamReader> reader;
  private final @Nullable ClientConnected clientConnected;
  private final WaitList closeWaiters;

  // Until the connection is made nobody else need hold the reader of a client. In a simulation it
  // is held to the end, so that nothing depends on the garbage collector.
  @SuppressWarnings("UnusedVariable")
  private @Nullable StreamReader readerToBe;

  private @Nullable BaseTransport transport;
  private @Nullable Throwable lossException;
  private boolean overTls;

  /**
   * Makes the protocol of a client.
   *
   * @param reader is fed
   */
  public StreamReaderProtocol(StreamReader reader) {
    this(reader, null);
  }

  /**
   * Makes the protocol of a server's connection.
   *
   * @param reader is fed
   * @param clientConnected is run as a task once the connection is there; null for none
   */
  public StreamReaderProtocol(StreamReader reader, @Nullable ClientConnected clientConnected) {
    super(Objects.requireNonNull(reader, "reader").loop());
    this.reader = new WeakReference<>(reader);
    this.clientConnected = clientConnected;
    this.readerToBe = clientConnected == null ? null : reader;
    this.closeWaiters = new WaitList(loop());
  }

  @Override
  public void connectionMade(BaseTransport connection) {
    transport = connection;
    overTls = connection.getExtraInfo(ExtraInfo.SSLCONTEXT) != null;
    StreamReader fed = reader.get();
    if (fed != null && connection instanceof ReadTransport readTransport) {
      fed.setTransport(readTransport);
    }
    if (clientConnected != null && fed != null) {
      serve(clientConnected, fed, (WriteTransport) connection);
    }
    readerToBe = MachineNetwork.isCurrent() ? null : fed;
  }

  private void serve(ClientConnected callback, StreamReader fed, WriteTransport connection) {
    var writer = new StreamWriter(connection, this, fed);
    Task<@Nullable Void> task =
        loop()
            .createTask(
                () -> {
                  try {
                    callback.clientConnected(fed, writer);
                  } finally {
                    // They are in use until the end, also where the code looks at them no more.
                    Reference.reachabilityFence(writer);
                  }
                });
    task.addDoneCallback(this::served);
  }

  private void served(Future<?> task) {
    BaseTransport served = transport;
    Throwable exception = task.cancelled() ? null : task.exception();
    if (exception != null) {
      ErrorReport report =
          ErrorReport.of("Unhandled exception in client_connected_cb").withException(exception);
      loop()
          .callExceptionHandler(
              served == null ? report.withFuture(task) : report.withTransport(served, this));
    }
    if (served != null && (exception != null || task.cancelled())) {
      served.close();
    }
  }

  @Override
  public void dataReceived(byte[] data) {
    StreamReader fed = reader.get();
    if (fed != null) {
      fed.feed(data);
    }
  }

  @Override
  public AfterEof eofReceived() {
    StreamReader fed = reader.get();
    if (fed != null) {
      fed.feedEof();
    }
    return overTls ? AfterEof.CLOSE : AfterEof.KEEP_OPEN;
  }

  @Override
  public void connectionLost(@Nullable Throwable exception) {
    StreamReader fed = reader.get();
    lossException = exception;
    if (exception == null) {
      if (fed != null) {
        fed.feedEof();
      }
      closeWaiters.wakeAll();
    } else {
      if (fed != null) {
        fed.setException(exception);
      }
      closeWaiters.failAll(exception);
    }
    super.connectionLost(exception);
    reader.clear();
    readerToBe = null;
    transport = null;
  }

  @Override
  void awaitClosed(StreamWriter writer) {
    if (!isLost()) {
      closeWaiters.await();
    } else if (lossException != null) {
      throw Throwing.asIs(lossException);
    }
  }

  @Override
  boolean isServerSide() {
    return clientConnected != null;
  }

  @Override
  void transportReplaced(Transport replacement) {
    transport = replacement;
    overTls = replacement.getExtraInfo(ExtraInfo.SSLCONTEXT) != null;
    StreamReader fed = reader.get();
    if (fed != null) {
      fed.replaceTransport(replacement);
    }
  }

  @Override
  public String toString() {
    return "StreamReaderProtocol[%s%s]"
        .formatted(isServerSide() ? "server side" : "client side", isLost() ? ", lost" : "");
  }
}
