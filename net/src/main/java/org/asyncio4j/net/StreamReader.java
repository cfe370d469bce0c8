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

  private final Incoming in;
  private final ByteQueue buffer;
  private final int limit;

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
    this.in = new Incoming(this, limit, loop);
    this.buffer = in.buffer;
  }

  EventLoop loop() {
    return in.loop();
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
    in.throwIfFailed();
    var blocks = new ArrayList<byte[]>();
    boolean complete = false;
    try {
      byte[] block = read("read", limit);
      while (block.length > 0) {
        blocks.add(block);
        block = read("read", limit);
      }
      complete = true;
    } finally {
      if (!complete) {
        buffer.putBack(blocks);
        in.maybePause();
      }
    }
    return ByteQueue.joined(blocks);
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
    in.throwIfFailed();
    return read("read", n);
  }

  private byte[] read(String caller, int n) throws IOException {
    if (n == 0) {
      return ByteQueue.NO_BYTES;
    }
    in.throwIfFailed();
    in.awaitAny(caller);
    byte[] data = buffer.take(Math.min(n, buffer.size()));
    in.maybeResume();
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
    in.throwIfFailed();
    if (!target.hasRemaining()) {
      return 0;
    }
    in.awaitAny("read");
    if (buffer.isEmpty()) {
      return -1;
    }
    int count = buffer.takeInto(target);
    in.maybeResume();
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
    in.throwIfFailed();
    while (buffer.size() < n) {
      if (in.eof()) {
        throw new IncompleteReadException(buffer.takeAll(), n);
      }
      in.awaitData("readexactly");
    }
    byte[] data = buffer.take(n);
    in.maybeResume();
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
    in.throwIfFailed();
    int begin = target.position();
    while (target.hasRemaining()) {
      if (buffer.isEmpty()) {
        if (in.eof()) {
          byte[] partial = new byte[target.position() - begin];
          target.get(begin, partial);
          throw new IncompleteReadException(partial, target.limit() - begin);
        }
        in.awaitData("readexactly");
      }
      buffer.takeInto(target);
      in.maybeResume();
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
    in.throwIfFailed();
    int searched = 0;
    while (true) {
      int end = buffer.indexOf((byte) '\n', searched);
      if (end > limit) {
        buffer.drop(end + 1);
        in.maybeResume();
        throw new IllegalArgumentException(overrun("Separator is found, but chunk is longer than"));
      }
      if (end >= 0) {
        byte[] line = buffer.take(end + 1);
        in.maybeResume();
        return line;
      }
      searched = buffer.size();
      if (searched > limit) {
        buffer.clear();
        in.maybeResume();
        throw new IllegalArgumentException(overrun("Separator is not found, and chunk exceeds"));
      }
      if (in.eof()) {
        return buffer.takeAll();
      }
      in.awaitData("readline");
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
    in.throwIfFailed();
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
        in.maybeResume();
        return data;
      }
      searched = Math.max(0, buffer.size() + 1 - longest);
      if (searched > limit) {
        throw new LimitOverrunException(
            overrun("Separator is not found, and chunk exceeds"), searched);
      }
      if (in.eof()) {
        throw new IncompleteReadException(buffer.takeAll());
      }
      in.awaitData("readuntil");
    }
  }

  private String overrun(String what) {
    return "%s the limit of %s bytes: %s".formatted(what, limit, this);
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

  /**
   * {@return the lines that are left as text, see {@link #lines(Charset)}; their bytes are UTF-8}
   */
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
    in.throwIfFailed();
    in.awaitAny("read");
    if (buffer.isEmpty()) {
      return -1;
    }
    int first = buffer.takeByte();
    in.maybeResume();
    return first;
  }

  /** As {@link #read(ByteBuffer)}, for at least one byte. */
  int readInto(byte[] target, int offset, int length) throws IOException {
    in.throwIfFailed();
    in.awaitAny("read");
    if (buffer.isEmpty()) {
      return -1;
    }
    int count = buffer.takeInto(target, offset, length);
    in.maybeResume();
    return count;
  }

  // --- state ------------------------------------------------------------------------------------

  /** {@return whether the other side has ended and everything is read} */
  public boolean atEof() {
    return in.eof() && buffer.isEmpty();
  }

  /** {@return what the connection failed with, or null} */
  public @Nullable Throwable exception() {
    return in.exception();
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
    in.feed(data);
  }

  /** Says that no more data will come. */
  public void feedEof() {
    in.feedEof();
  }

  /**
   * Has every read throw from now on, the one under way, too.
   *
   * @param exception the exception
   */
  public void setException(Throwable exception) {
    in.fail(exception);
  }

  /**
   * Says what is to be paused while too much is here.
   *
   * @param transport where the data comes from
   * @throws IllegalStateException if there is one already
   */
  public void setTransport(ReadTransport transport) {
    in.setTransport(transport);
  }

  /** Another transport has taken over. */
  void replaceTransport(ReadTransport replacement) {
    in.replaceTransport(replacement);
  }

  @Override
  public String toString() {
    return "StreamReader[%s]".formatted(in);
  }
}
