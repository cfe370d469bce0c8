package org.asyncio4j.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The reading end of a pipe. A thread of its own blocks in reading it and hands what it gets to the
 * loop; it reads no more while the transport is paused, or the loop is behind.
 *
 * <p>The thread ends with the pipe. A read that nobody can end, because others hold the writing
 * end, lasts until they write or close it: then the thread ends and what they have written is
 * dropped.
 */
final class ReadPipe implements ReadTransport {
  private static final System.Logger LOG = System.getLogger("asyncio4j");
  private static final int CHUNK = 64 * 1024;
  private static final int MOST_UNDELIVERED = 4 * CHUNK;

  /** Where the bytes come from. */
  interface Source {
    /** {@return what is read, by one thread only, which also closes it in the end} */
    InputStream stream();

    /** {@return what the reading thread locks until it ends} */
    Object guard();

    /** Closes it while it is being read, without waiting: on the loop's thread. */
    void closeAmidRead();
  }

  private record End(@Nullable Throwable failure) {}

  private final EventLoop loop;
  private final Source source;
  private final String name;
  private final Context context = Context.copyContext();
  // Counts as outside work until it is complete.
  private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
  private final Thread thread;

  // The loop's thread only.
  private BaseProtocol protocol;
  private boolean closing;
  private @Nullable UnclosedTransport unclosed;

  // Written by the loop's thread, which then unparks the other one; read by both.
  private volatile boolean begun;
  private volatile boolean paused;
  private volatile boolean closed;

  // The reading thread counts and then adds, the loop's thread takes and then counts off: what is
  // counted is never less than what is there.
  private final Queue<byte[]> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicInteger undelivered = new AtomicInteger();
  // Written by the reading thread after its last addition.
  private volatile @Nullable End end;
  // Set by whoever calls for a delivery, reset by the delivery before it looks for more.
  private final AtomicBoolean deliveryIsDue = new AtomicBoolean();

  /** Begins to read at {@link #begin}. */
  ReadPipe(EventLoop loop, BaseProtocol protocol, Source source, String name) {
    this.loop = loop;
    this.protocol = protocol;
    this.source = source;
    this.name = name;
    this.thread = PipeThread.start(name, this::read);
    Asyncio.wrapFuture(gone);
  }

  /** Any time after the protocol knows of it. */
  void begin() {
    begun = true;
    LockSupport.unpark(thread);
  }

  /** To be called if it stands alone: then it has to be closed by itself. */
  void watch() {
    unclosed = UnclosedTransport.over(loop, this, this::release);
  }

  // --- the reading thread -----------------------------------------------------------------------

  private void read() {
    synchronized (source.guard()) {
      try (var in = source.stream()) {
        if (readAll(in)) {
          end = new End(null);
        }
      } catch (IOException | RuntimeException | Error e) { // a stream may be anybody's
        end = new End(e);
      }
    }
    if (end != null) {
      callForDelivery();
    }
  }

  /** {@return true at the end of the stream, false if the transport has been closed} */
  private boolean readAll(InputStream in) throws IOException {
    byte[] buffer = new byte[CHUNK];
    while (mayRead()) {
      int count = in.read(buffer);
      if (count < 0) {
        return true;
      }
      undelivered.addAndGet(count);
      arrived.add(Arrays.copyOf(buffer, count));
      callForDelivery();
    }
    return false;
  }

  private boolean mayRead() {
    while (!closed && (!begun || paused || undelivered.get() >= MOST_UNDELIVERED)) {
      LockSupport.park(this);
    }
    return !closed;
  }

  private void callForDelivery() {
    if (!closed && deliveryIsDue.compareAndSet(false, true)) {
      try {
        loop.callSoonThreadsafe(this::deliver, context);
      } catch (IllegalStateException loopIsClosed) {
        closed = true; // UnclosedTransport says so
      }
    }
  }

  // --- the loop's thread ------------------------------------------------------------------------

  private void deliver() {
    try {
      if (!closing && !paused) {
        End last = end; // read before the queue, which is complete if this is there
        byte[] data = arrived.poll();
        if (data != null) {
          uncount(data.length);
          receive(data);
        } else if (last != null) {
          finish(last);
        }
      }
    } finally {
      deliveryIsDue.set(false);
      deliverMore();
    }
  }

  private void deliverMore() {
    if (!closing
        && !paused
        && (!arrived.isEmpty() || end != null)
        && deliveryIsDue.compareAndSet(false, true)) {
      loop.callSoon(this::deliver, context);
    }
  }

  private void uncount(int bytes) {
    int before = undelivered.getAndAdd(-bytes);
    if (before >= MOST_UNDELIVERED) {
      LockSupport.unpark(thread);
    }
  }

  private void receive(byte[] data) {
    if (protocol instanceof BufferedProtocol buffered) {
      receive(buffered, ByteBuffer.wrap(data));
    } else {
      ((Protocol) protocol).dataReceived(data);
    }
  }

  private static void receive(BufferedProtocol protocol, ByteBuffer data) {
    while (data.hasRemaining()) {
      ByteBuffer buffer = protocol.getBuffer(data.remaining());
      int count = Math.min(buffer.remaining(), data.remaining());
      if (count == 0) {
        throw new IllegalStateException("getBuffer of %s gave no room".formatted(protocol));
      }
      buffer.put(data.slice(data.position(), count));
      data.position(data.position() + count);
      protocol.bufferUpdated(count);
    }
  }

  private void finish(End last) {
    if (last.failure() instanceof IOException failure) {
      LOG.log(System.Logger.Level.DEBUG, "%s cannot be read".formatted(this), failure);
    } else if (last.failure() != null) {
      loop.callExceptionHandler(
          ErrorReport.of("Fatal read error on pipe transport")
              .withException(last.failure())
              .withTransport(this, protocol));
    } else {
      loop.callSoon(this::receiveEof, context);
    }
    close(last.failure());
  }

  private void receiveEof() {
    // A pipe has no other direction that could be kept open, whatever they answer.
    var _ =
        protocol instanceof BufferedProtocol buffered
            ? buffered.eofReceived()
            : ((Protocol) protocol).eofReceived();
  }

  private void close(@Nullable Throwable why) {
    closing = true;
    release();
    if (unclosed != null) {
      unclosed.transportClosed();
    }
    loop.callSoon(() -> protocol.connectionLost(why), context);
  }

  /** Ends the reading; any thread, any number of times. */
  void release() {
    closed = true;
    gone.complete(null);
    if (thread.isAlive()) {
      source.closeAmidRead();
      LockSupport.unpark(thread);
    }
  }

  /** Says what a protocol must be to read a pipe. */
  static void check(BaseProtocol protocol) {
    if (!(protocol instanceof Protocol) && !(protocol instanceof BufferedProtocol)) {
      throw new IllegalArgumentException(
          "%s cannot receive bytes: expected a Protocol or a BufferedProtocol".formatted(protocol));
    }
  }

  // --- ReadTransport ----------------------------------------------------------------------------

  @Override
  public void close() {
    if (!closing) {
      close(null);
    }
  }

  @Override
  public boolean isClosing() {
    return closing;
  }

  @Override
  public boolean isReading() {
    return !paused && !closing;
  }

  @Override
  public void pauseReading() {
    if (isReading()) {
      paused = true;
    }
  }

  @Override
  public void resumeReading() {
    if (paused && !closing) {
      paused = false;
      LockSupport.unpark(thread);
      deliverMore();
    }
  }

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> info) {
    return null;
  }

  @Override
  public void setProtocol(BaseProtocol protocol) {
    check(protocol);
    this.protocol = protocol;
  }

  @Override
  public BaseProtocol getProtocol() {
    return protocol;
  }

  @Override
  public String toString() {
    String state = closing ? "closing" : paused ? "paused" : "reading";
    return "ReadPipe[%s, %s, undelivered=%s]".formatted(name, state, undelivered.get());
  }
}
