package org.asyncio4j.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The writing end of a pipe. A thread of its own, which the first bytes start, blocks in writing
 * it.
 *
 * <p>The thread ends with the pipe. A write that nobody can end, because others hold the reading
 * end and do not read, lasts until they read or close it.
 */
final class WritePipe implements WriteTransport {
  private static final System.Logger LOG = System.getLogger("asyncio4j");
  private static final int CHUNK = 64 * 1024;
  private static final int WRITES_BEFORE_WARNING = 5;
  private static final byte[] EOF = new byte[0];

  /** Where the bytes go to. */
  interface Sink {
    /** {@return what is written and closed, by one thread only} */
    OutputStream stream();

    /** Closes it while it is being written, without waiting: on the loop's thread. */
    void closeAmidWrite();
  }

  private final EventLoop loop;
  private final Sink sink;
  private final String name;
  private final Context context = Context.copyContext();
  // Counts as outside work from the first bytes until it is complete.
  private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();

  // The loop's thread only.
  private BaseProtocol protocol;
  private @Nullable Thread thread;
  private WriteBufferLimits limits = WriteBufferLimits.DEFAULT;
  private boolean closing;
  private @Nullable UnclosedTransport unclosed;
  private boolean eofWritten;
  private boolean lost;
  private int writesAfterLoss;

  // The loop's thread adds, the writing thread takes; the bytes are counted before they are added
  // and until they are written.
  private final Queue<byte[]> unwritten = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  // Written by the loop's thread, which looks at the size afterwards; the writing thread looks at
  // it after it has changed the size. So one of them sees what the other has done.
  private volatile int resumeAt = -1;
  // Written by the loop's thread, which then unparks the other one.
  private volatile boolean aborted;

  WritePipe(EventLoop loop, BaseProtocol protocol, Sink sink, String name) {
    this.loop = loop;
    this.protocol = protocol;
    this.sink = sink;
    this.name = name;
  }

  /** To be called if it stands alone: then it has to be closed by itself. */
  void watch() {
    unclosed = UnclosedTransport.over(loop, this, this::release);
  }

  // --- the writing thread -----------------------------------------------------------------------

  private void run() {
    Throwable failure = null;
    try (var out = sink.stream()) {
      writeAll(out);
    } catch (IOException | RuntimeException | Error e) { // a stream may be anybody's
      failure = e;
    }
    if (!aborted) {
      var why = failure;
      inLoop(() -> lose(why));
    }
  }

  private void writeAll(OutputStream out) throws IOException {
    while (true) {
      byte[] data = unwritten.poll();
      if (data == null) {
        out.flush();
        data = awaitData();
      }
      if (aborted || data == EOF) {
        return;
      }
      for (int written = 0; written < data.length && !aborted; ) {
        int count = Math.min(CHUNK, data.length - written);
        out.write(data, written, count);
        written += count;
        uncount(count);
      }
    }
  }

  private byte[] awaitData() {
    byte[] data;
    while ((data = unwritten.poll()) == null && !aborted) {
      LockSupport.park(this);
    }
    return data == null ? EOF : data;
  }

  private void uncount(int count) {
    int now = size.addAndGet(-count);
    int mark = resumeAt;
    if (now <= mark && now + count > mark) {
      inLoop(this::resumeProtocol);
    }
  }

  private void inLoop(Runnable callback) {
    try {
      loop.callSoonThreadsafe(callback, context);
    } catch (IllegalStateException loopIsClosed) {
      aborted = true; // UnclosedTransport says so
    }
  }

  // --- the loop's thread ------------------------------------------------------------------------

  private void send(byte[] data) {
    if (eofWritten) {
      throw new IllegalStateException("cannot write to %s after writeEof()".formatted(this));
    }
    if (closing) {
      if (++writesAfterLoss == WRITES_BEFORE_WARNING) {
        LOG.log(System.Logger.Level.WARNING, "{0} is closed: what is written is dropped", this);
      }
      return;
    }
    if (data.length == 0) {
      return;
    }
    size.addAndGet(data.length);
    unwritten.add(data);
    startOrWake();
    pauseProtocol();
  }

  private void startOrWake() {
    if (thread == null) {
      Asyncio.wrapFuture(gone);
      thread = PipeThread.start(name, this::run);
    } else {
      LockSupport.unpark(thread);
    }
  }

  private boolean isPaused() {
    return resumeAt >= 0;
  }

  private void pauseProtocol() {
    if (isPaused() || size.get() <= limits.high()) {
      return;
    }
    resumeAt = limits.low();
    call("pauseWriting", protocol::pauseWriting);
    if (size.get() <= limits.low()) {
      loop.callSoon(this::resumeProtocol, context);
    }
  }

  private void resumeProtocol() {
    if (isPaused() && size.get() <= limits.low()) {
      resumeAt = -1;
      call("resumeWriting", protocol::resumeWriting);
    }
  }

  private void call(String what, Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      loop.callExceptionHandler(
          ErrorReport.of("protocol's %s failed".formatted(what))
              .withException(e)
              .withTransport(this, protocol));
    }
  }

  private void lose(@Nullable Throwable why) {
    if (lost) {
      return;
    }
    lost = true;
    closing = true;
    if (why instanceof IOException) {
      LOG.log(System.Logger.Level.DEBUG, "%s cannot be written".formatted(this), why);
    } else if (why != null) {
      loop.callExceptionHandler(
          ErrorReport.of("Fatal write error on pipe transport")
              .withException(why)
              .withTransport(this, protocol));
    }
    release();
    if (unclosed != null) {
      unclosed.transportClosed();
    }
    loop.callSoon(() -> protocol.connectionLost(why), context);
  }

  /** Ends the writing; any thread, any number of times. */
  void release() {
    aborted = true;
    gone.complete(null);
    unwritten.clear();
    size.set(0);
    Thread writer = thread;
    if (writer == null) {
      closeUnused();
    } else if (writer.isAlive()) {
      sink.closeAmidWrite();
      LockSupport.unpark(writer);
    }
  }

  /** Nothing has been written: there is nothing to wait for, nor a thread. */
  private void closeUnused() {
    try {
      sink.stream().close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "%s cannot be closed".formatted(this), e);
    }
  }

  // --- WriteTransport ---------------------------------------------------------------------------

  @Override
  public void write(byte[] data) {
    send(data.clone());
  }

  @Override
  public void write(ByteBuffer data) {
    byte[] copy = new byte[data.remaining()];
    data.get(copy);
    send(copy);
  }

  @Override
  public void writeEof() {
    eofWritten = eofWritten || !closing;
    close();
  }

  @Override
  public boolean canWriteEof() {
    return true;
  }

  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    if (thread == null) {
      lose(null);
    } else {
      unwritten.add(EOF);
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void abort() {
    if (!lost) {
      lose(null);
    }
  }

  @Override
  public boolean isClosing() {
    return closing;
  }

  @Override
  public int getWriteBufferSize() {
    return lost ? 0 : size.get();
  }

  @Override
  public WriteBufferLimits getWriteBufferLimits() {
    return limits;
  }

  @Override
  public void setWriteBufferLimits(WriteBufferLimits limits) {
    this.limits = Objects.requireNonNull(limits, "limits");
    if (isPaused()) {
      resumeAt = limits.low();
      resumeProtocol();
    } else {
      pauseProtocol();
    }
  }

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> info) {
    return null;
  }

  @Override
  public void setProtocol(BaseProtocol protocol) {
    this.protocol = Objects.requireNonNull(protocol, "protocol");
  }

  @Override
  public BaseProtocol getProtocol() {
    return protocol;
  }

  @Override
  public String toString() {
    String state = lost ? "closed" : closing ? "closing" : "open";
    return "WritePipe[%s, %s, unwritten=%s]".formatted(name, state, size.get());
  }
}
