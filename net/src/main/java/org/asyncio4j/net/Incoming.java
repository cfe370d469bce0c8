package org.asyncio4j.net;

import java.io.IOException;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/**
 * What has come for a {@link StreamReader}, the task that waits for more, and the transport that is
 * paused while there is too much. Loop thread only.
 */
final class Incoming {
  final ByteQueue buffer = new ByteQueue();

  private final StreamReader owner;
  private final int limit;
  private final EventLoop loop;
  private boolean eof;
  private @Nullable Future<@Nullable Void> waiter;
  private @Nullable Throwable exception;
  private @Nullable ReadTransport transport;
  private boolean paused;

  Incoming(StreamReader owner, int limit, EventLoop loop) {
    this.owner = owner;
    this.limit = limit;
    this.loop = Objects.requireNonNull(loop, "loop");
  }

  int limit() {
    return limit;
  }

  EventLoop loop() {
    return loop;
  }

  boolean eof() {
    return eof;
  }

  @Nullable Throwable exception() {
    return exception;
  }

  // --- feeding ----------------------------------------------------------------------------------

  /** Adds an array that nobody else uses any more. */
  void feed(byte[] data) {
    if (eof) {
      throw new IllegalStateException("feedData() after feedEof() on " + owner);
    }
    if (data.length > 0) {
      buffer.adopt(data);
      wake();
      maybePause();
    }
  }

  void feedEof() {
    eof = true;
    wake();
  }

  void fail(Throwable failure) {
    exception = Objects.requireNonNull(failure, "exception");
    Future<@Nullable Void> waiting = waiter;
    waiter = null;
    if (waiting != null && !waiting.done()) {
      WaitList.fail(waiting, failure);
    }
  }

  private void wake() {
    Future<@Nullable Void> waiting = waiter;
    waiter = null;
    if (waiting != null && !waiting.done()) {
      waiting.setResult(null);
    }
  }

  // --- waiting ----------------------------------------------------------------------------------

  void throwIfFailed() throws IOException {
    if (exception != null) {
      throw Throwing.asIs(exception);
    }
  }

  /** Waits while there is nothing, unless nothing comes any more. */
  void awaitAny(String caller) throws IOException {
    if (buffer.isEmpty() && !eof) {
      awaitData(caller);
    }
  }

  /** Waits until something is fed; lets a paused transport go on, which would never feed it. */
  void awaitData(String caller) throws IOException {
    if (waiter != null) {
      throw new IllegalStateException(
          "%s() called while another task is already waiting for incoming data of %s"
              .formatted(caller, owner));
    }
    throwIfFailed();
    Future<@Nullable Void> waiting = loop.createFuture();
    waiter = waiting;
    try {
      resume();
      Asyncio.await(waiting);
    } finally {
      if (waiter == waiting) {
        waiter = null;
      }
    }
  }

  // --- back-pressure ----------------------------------------------------------------------------

  void setTransport(ReadTransport first) {
    if (transport != null) {
      throw new IllegalStateException("%s has a transport already".formatted(owner));
    }
    transport = Objects.requireNonNull(first, "transport");
  }

  void replaceTransport(ReadTransport replacement) {
    transport = replacement;
  }

  /** To be called when there is more. */
  void maybePause() {
    if (transport == null || paused || buffer.size() <= 2L * limit) {
      return;
    }
    try {
      transport.pauseReading();
      paused = true;
    } catch (UnsupportedOperationException cannotPause) {
      transport = null; // all the data will have to be kept
    }
  }

  /** To be called when there is less. */
  void maybeResume() {
    if (paused && buffer.size() <= limit) {
      resume();
    }
  }

  private void resume() {
    if (paused && transport != null) {
      paused = false;
      transport.resumeReading();
    }
  }

  @Override
  public String toString() {
    return "%s bytes%s%s%s%s%s%s"
        .formatted(
            buffer.size(),
            eof ? ", eof" : "",
            limit == StreamReader.DEFAULT_LIMIT ? "" : ", limit=" + limit,
            waiter == null ? "" : ", awaited",
            exception == null ? "" : ", exception=" + exception,
            transport == null ? "" : ", transport=" + transport,
            paused ? ", paused" : "");
  }
}
