package org.asyncio4j.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.IncompleteReadException;
import org.asyncio4j.LimitOverrunException;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a connection, read by tasks: its methods suspend the task until there is
 * enough. Loop thread only; one task at a time.
 *
 * <p>A cancelled read loses nothing: what has come stays here for the next one. Where the
 * connection fails, every read throws the very exception it failed with, usually an {@link
 * IOException}.
 *
 * <p>As an {@link Iterable} it gives the lines that are left, each with its newline: {@code for
 * (byte[] line : reader)}; see also {@link #lines()}.
 *
 * <p>Python: {@code asyncio.StreamReader}.
 */
public final class StreamReader implements Iterable<byte[]> {
  /** How long a line may be if nothing else is said, in bytes: 64 KiB. */
  public static final int DEFAULT_LIMIT = 64 * 1024;

  private static final byte[][] NEWLINE = {{'\n'}};

  private final int limit;
  private final EventLoop loop;
  private final ByteQueue buffer = new ByteQueue();
  private boolean eof;
  private @Nullable Future<@Nullable Void> waiter;
  private @Nullable Throwable exception;
  private @Nullable ReadTransport transport;
  private boolean paused;

  // Kept reachable for as long as somebody reads: an abandoned writer closes the connection.
  @Nullable StreamWriter writer;

  /**
   * Makes a reader of the running loop, with a limit of 64 KiB.
   *
   * @throws IllegalStateException if no loop is running
   */
  public StreamReader() {
    this(DEFAULT_LIMIT);
  }

  /**
   * Makes a reader of the running loop.
   *
   * @param limit bytes: how long a line may be, and half of what is kept before the transport is
   *     paused
   * @throws IllegalArgumentException if {@code limit} is not positive
   * @throws IllegalStateException if no loop is running
   */
  public StreamReader(int limit) {
    this(limit, Asyncio.getRunningLoop());
  }

  /**
   * Makes a reader.
   *
   * @param limit bytes: how long a line may be, and half of what is kept before the transport is
   *     paused
   * @param loop the loop that it belongs to
   * @throws IllegalArgumentException if {@code limit} is not positive
   */
  public StreamReader(int limit, EventLoop loop) {
    this.limit = StreamOptions.requirePositive(limit);
    this.loop = Objects.requireNonNull(loop, "loop");
  }

  EventLoop loop() {
    return loop;
  }

  // --- reading ----------------------------------------------------------------------------------

  /**
   * Reads all there is until the other side ends, however much.
   *
   * @return all of it; empty if there is nothing
   * @throws IOException or another exception, if the connection fails
   * @throws IllegalStateException if another task is waiting for data
   */
  public byte[] read() throws IOException {
    throwIfFailed();
    var blocks = new ArrayList<byte[]>();
    boolean complete = false;
    try {
      for (byte[] block; (block = read("read", limit)).length > 0; ) {
        blocks.add(block);
      }
      complete = true;
    } finally {
      if (!complete) {
        buffer.putBack(blocks);
        maybePause();
      }
    }
    return joined(blocks);
  }

  private static byte[] joined(ArrayList<byte[]> blocks) {
    if (blocks.size() <= 1) {
      return blocks.isEmpty() ? ByteQueue.NO_BYTES : blocks.getFirst();
    }
    int length = 0;
    for (byte[] block : blocks) {
      length = Math.addExact(length, block.length);
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    blocks.forEach(all::put);
    return all.array();
  }

  /**
   * Reads what there is, waiting only while there is nothing.
   *
   * @param n how many bytes at most; negative: as {@link #read()}
   * @return at least one byte; none at the end, or if {@code n} is 0
   * @throws IOException or another exception, if the connection fails
   * @throws IllegalStateException if it has to wait and another task does already
   */
  public byte[] read(int n) throws IOException {
    if (n < 0) {
      return read();
    }
    throwIfFailed();
    return read("read", n);
  }

  private byte[] read(String caller, int n) throws IOException {
    if (n == 0) {
      return ByteQueue.NO_BYTES;
    }
    throwIfFailed();
    awaitAny(caller);
    byte[] data = buffer.take(Math.min(n, buffer.size()));
    maybeResume();
    return data;
  }

  /**
   * Reads what there is into a buffer, waiting only while there is nothing.
   *
   * @param target where to put it, from its position on
   * @return how many bytes, at least one if there is room; -1 at the end
   * @throws IOException or another exception, if the connection fails
   * @throws IllegalStateException if it has to wait and another task does already
   */
  public int read(ByteBuffer target) throws IOException {
    throwIfFailed();
    if (!target.hasRemaining()) {
      return 0;
    }
    awaitAny("read");
    if (buffer.isEmpty()) {
      return -1;
    }
    int count = buffer.takeInto(target);
    maybeResume();
    return count;
  }

  /**
   * Reads an exact number of bytes, which may be more than the limit.
   *
   * @param n how many
   * @return so many
   * @throws IncompleteReadException if the other side ends before; it has what had come
   * @throws IllegalArgumentException if {@code n} is negative
   * @throws IOException or another exception, if the connection fails
   * @throws IllegalStateException if it has to wait and another task does already
   */
  public byte[] readexactly(int n) throws IOException {
    if (n < 0) {
      throw new IllegalArgumentException("readexactly(): n must be >= 0, got " + n);
    }
    throwIfFailed();
    while (buffer.size() < n) {
      if (eof) {
        throw new IncompleteReadException(buffer.takeAll(), n);
      }
      awaitData("readexactly");
    }
    byte[] data = buffer.take(n);
    maybeResume();
    return data;
  }

  /**
   * Fills a buffer. What has come is moved there at once; after a cancellation its position says
   * how much that was.
   *
   * @param target what to fill, from its position to its limit
   * @throws IncompleteReadException if the other side ends before; it has what had come
   * @throws IOException or another exception, if the connection fails
   * @throws IllegalStateException if it has to wait and another task does already
   */
  public void readexactly(ByteBuffer target) throws IOException {
    throwIfFailed();
    int begin = target.position();
    while (target.hasRemaining()) {
      if (buffer.isEmpty()) {
        if (eof) {
          byte[] partial = new byte[target.position() - begin];
          target.get(begin, partial);
          throw new IncompleteReadException(partial, target.limit() - begin);
        }
        awaitData("readexactly");
      }
      buffer.takeInto(target);
      maybeResume();
    }
  }

  /**
   * Reads a line.
   *
   * @return the line with its newline, or what is left before the end without one; empty at the end
   * @throws IllegalArgumentException if the line is longer than the limit; it is dropped, or if its
   *     end has not come yet, all that has come
   * @throws IOException or another exception, if the connection fails
   * @throws IllegalStateException if it has to wait and another task does already
   */
  public byte[] readline() throws IOException {
    throwIfFailed();
    int searched = 0;
    while (true) {
      int end = buffer.indexOf((byte) '\n', searched);
      if (end > limit) {
        buffer.drop(end + 1);
        maybeResume();
        throw new IllegalArgumentException(overrun("Separator is found, but chunk is longer than"));
      }
      if (end >= 0) {
        byte[] line = buffer.take(end + 1);
        maybeResume();
        return line;
      }
      searched = buffer.size();
      if (searched > limit) {
        buffer.clear();
        maybeResume();
        throw new IllegalArgumentException(overrun("Separator is not found, and chunk exceeds"));
      }
      if (eof) {
        return buffer.takeAll();
      }
      awaitData("readline");
    }
  }

  /**
   * Reads up to a newline. Unlike {@link #readline} it insists on one, and keeps what is too long.
   *
   * @return what it has read, with the newline
   * @throws IncompleteReadException as {@link #readuntil(byte[]...)}
   * @throws LimitOverrunException as {@link #readuntil(byte[]...)}
   * @throws IOException or another exception, if the connection fails
   */
  public byte[] readuntil() throws IOException {
    return readuntil(NEWLINE);
  }

  /**
   * Reads up to a separator, or to one of several: as little as ends with one of them.
   *
   * @param separators at least one, none empty
   * @return what it has read, with the separator
   * @throws IncompleteReadException if the other side ends before; it has what had come
   * @throws LimitOverrunException if what is before the separator is longer than the limit; nothing
   *     is taken, and the exception says how much must be, to go on
   * @throws IllegalArgumentException if there is no separator, or an empty one
   * @throws IOException or another exception, if the connection fails
   * @throws IllegalStateException if it has to wait and another task does already
   */
  public byte[] readuntil(byte[]... separators) throws IOException {
    byte[][] shortestFirst = separators.clone();
    Arrays.sort(shortestFirst, Comparator.comparingInt(separator -> separator.length));
    if (shortestFirst.length == 0 || shortestFirst[0].length == 0) {
      throw new IllegalArgumentException(
          "readuntil(): expected at least one separator of at least one byte");
    }
    throwIfFailed();
    int longest = shortestFirst[shortestFirst.length - 1].length;
    // So many bytes at the front are not the beginning of a separator.
    int searched = 0;
    while (true) {
      int end = Integer.MAX_VALUE;
      int begin = ByteSearch.NOT_FOUND;
      for (byte[] separator : shortestFirst) {
        int found = buffer.indexOf(separator, searched, Math.min(end - 1, buffer.size()));
        if (found != ByteSearch.NOT_FOUND) {
          begin = found;
          end = found + separator.length;
        }
      }
      if (begin > limit) {
        throw new LimitOverrunException(
            overrun("Separator is found, but chunk is longer than"), begin);
      }
      if (begin >= 0) {
        byte[] data = buffer.take(end);
        maybeResume();
        return data;
      }
      searched = Math.max(0, buffer.size() + 1 - longest);
      if (searched > limit) {
        throw new LimitOverrunException(
            overrun("Separator is not found, and chunk exceeds"), searched);
      }
      if (eof) {
        throw new IncompleteReadException(buffer.takeAll());
      }
      awaitData("readuntil");
    }
  }

  private String overrun(String what) {
    return "%s the limit of %d bytes: %s".formatted(what, limit, this);
  }

  // --- other views ------------------------------------------------------------------------------

  /**
   * {@return the lines that are left, each with its newline} Its {@code hasNext} suspends, and
   * throws what {@link #readline} does, also a checked exception.
   */
  @Override
  public Iterator<byte[]> iterator() {
    return new LineIterator(this);
  }

  /** {@return the lines that are left as text, see {@link #lines(Charset)}; their bytes are UTF-8} */
  public Iterable<String> lines() {
    return lines(StandardCharsets.UTF_8);
  }

  /**
   * {@return the lines that are left as text, without their line ends, LF or CR LF} What is
   * malformed becomes the replacement character. As for {@link #iterator()}, asking for the next
   * line suspends.
   *
   * @param charset how the lines are encoded, where a newline is one byte of its own
   */
  public Iterable<String> lines(Charset charset) {
    Objects.requireNonNull(charset, "charset");
    return () -> new TextLineIterator(iterator(), charset);
  }

  /**
   * {@return a view for whoever wants an {@link InputStream}} To be read in tasks of this loop: it
   * suspends them. {@code available} is what is here already; closing it ends the view only.
   */
  public InputStream asInputStream() {
    return new ReaderInputStream(this);
  }

  /** {@return how many bytes are here already} */
  int buffered() {
    return buffer.size();
  }

  /** Reads one byte. {@return 0 to 255, or -1 at the end} */
  int readByte() throws IOException {
    throwIfFailed();
    awaitAny("read");
    if (buffer.isEmpty()) {
      return -1;
    }
    int first = buffer.takeByte();
    maybeResume();
    return first;
  }

  /** As {@link #read(ByteBuffer)}, for at least one byte. */
  int readInto(byte[] target, int offset, int length) throws IOException {
    throwIfFailed();
    awaitAny("read");
    if (buffer.isEmpty()) {
      return -1;
    }
    int count = buffer.takeInto(target, offset, length);
    maybeResume();
    return count;
  }

  // --- state ------------------------------------------------------------------------------------

  /** {@return whether the other side has ended and everything is read} */
  public boolean atEof() {
    return eof && buffer.isEmpty();
  }

  /** {@return what the connection failed with, or null} */
  public @Nullable Throwable exception() {
    return exception;
  }

  // --- feeding ----------------------------------------------------------------------------------

  /**
   * Adds data that has come.
   *
   * @param data is copied
   * @throws IllegalStateException after {@link #feedEof}
   */
  public void feedData(byte[] data) {
    feed(data.clone());
  }

  /** As {@link #feedData}, but the array is this reader's own from now on. */
  void feed(byte[] data) {
    if (eof) {
      throw new IllegalStateException("feedData() after feedEof() on " + this);
    }
    if (data.length > 0) {
      buffer.adopt(data);
      wake();
      maybePause();
    }
  }

  /** Says that no more data will come. */
  public void feedEof() {
    eof = true;
    wake();
  }

  /**
   * Has every read throw from now on, the one under way, too.
   *
   * @param exception the exception
   */
  public void setException(Throwable exception) {
    this.exception = Objects.requireNonNull(exception, "exception");
    Future<@Nullable Void> waiting = waiter;
    waiter = null;
    if (waiting != null && !waiting.done()) {
      WaitList.fail(waiting, exception);
    }
  }

  /**
   * Says what is to be paused while too much is here.
   *
   * @param transport where the data comes from
   * @throws IllegalStateException if there is one already
   */
  public void setTransport(ReadTransport transport) {
    if (this.transport != null) {
      throw new IllegalStateException("%s has a transport already".formatted(this));
    }
    this.transport = Objects.requireNonNull(transport, "transport");
  }

  /** Another transport has taken over. */
  void replaceTransport(ReadTransport replacement) {
    transport = replacement;
  }

  // --- waiting ----------------------------------------------------------------------------------

  private void throwIfFailed() throws IOException {
    if (exception != null) {
      throw Throwing.asIs(exception);
    }
  }

  private void awaitAny(String caller) throws IOException {
    if (buffer.isEmpty() && !eof) {
      awaitData(caller);
    }
  }

  /** Waits until something is fed; lets a paused transport go on, which would never feed it. */
  private void awaitData(String caller) throws IOException {
    if (waiter != null) {
      throw new IllegalStateException(
          "%s() called while another task is already waiting for incoming data of %s"
              .formatted(caller, this));
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

  private void wake() {
    Future<@Nullable Void> waiting = waiter;
    waiter = null;
    if (waiting != null && !waiting.done()) {
      waiting.setResult(null);
    }
  }

  // --- back-pressure ----------------------------------------------------------------------------

  private void maybePause() {
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

  private void maybeResume() {
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
    return "StreamReader[%d bytes%s%s%s%s%s%s]"
        .formatted(
            buffer.size(),
            eof ? ", eof" : "",
            limit == DEFAULT_LIMIT ? "" : ", limit=" + limit,
            waiter == null ? "" : ", awaited",
            exception == null ? "" : ", exception=" + exception,
            transport == null ? "" : ", transport=" + transport,
            paused ? ", paused" : "");
  }
}
