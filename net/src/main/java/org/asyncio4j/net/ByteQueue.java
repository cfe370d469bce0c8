package org.asyncio4j.net;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes, first in, first out. An empty one holds no memory.
 *
 * <p>They lie in one piece, so that searching is simple. Whatever is done costs a constant time for
 * each byte that goes through, on average: nothing moves when bytes are taken at the front, and the
 * rest is moved only when at least as much has been taken before.
 */
final class ByteQueue {
  static final byte[] NO_BYTES = {};

  private static final int SMALLEST = 64;
  private static final int LARGE = 64 * 1024;
  private static final int SPARSE = 8;

  // What is in here is between start and end.
  private byte[] bytes = NO_BYTES;
  private int start;
  private int end;

  int size() {
    return end - start;
  }

  boolean isEmpty() {
    return end == start;
  }

  /** {@return how much memory it holds} */
  int capacity() {
    return bytes.length;
  }

  // --- at the end -------------------------------------------------------------------------------

  /** Appends an array that nobody else uses any more; to an empty queue without copying. */
  void adopt(byte[] more) {
    if (isEmpty()) {
      bytes = more;
      start = 0;
      end = more.length;
    } else {
      append(more);
    }
  }

  void append(byte[] more) {
    makeRoom(more.length);
    System.arraycopy(more, 0, bytes, end, more.length);
    end += more.length;
  }

  /** Appends what remains of a buffer. */
  void append(ByteBuffer more) {
    int length = more.remaining();
    makeRoom(length);
    more.get(bytes, end, length);
    end += length;
  }

  private void makeRoom(int length) {
    if (bytes.length - end >= length) {
      return;
    }
    int size = size();
    byte[] target = bytes;
    // Moving is paid for by what has been taken since the last time: at least as much.
    if (start < size || bytes.length - size < length) {
      target = new byte[grown(size, length)];
    }
    System.arraycopy(bytes, start, target, 0, size);
    bytes = target;
    start = 0;
    end = size;
  }

  private static int grown(int size, int length) {
    int needed = Math.addExact(size, length);
    return Math.max(Math.max(needed, SMALLEST), (int) Math.min(2L * size, Integer.MAX_VALUE - 8));
  }

  // --- at the front -----------------------------------------------------------------------------

  /** Takes the first {@code count} bytes, of which there are so many. {@return the caller's own} */
  byte[] take(int count) {
    if (count == 0) {
      return NO_BYTES;
    }
    if (count == bytes.length) {
      byte[] all = bytes;
      clear();
      return all;
    }
    byte[] taken = Arrays.copyOfRange(bytes, start, start + count);
    drop(count);
    return taken;
  }

  byte[] takeAll() {
    return take(size());
  }

  /** Moves bytes into a buffer, as many as there are and as it has room for. {@return how many} */
  int takeInto(ByteBuffer target) {
    int count = Math.min(size(), target.remaining());
    target.put(bytes, start, count);
    drop(count);
    return count;
  }

  /** As {@link #takeInto(ByteBuffer)}. */
  int takeInto(byte[] target, int offset, int length) {
    int count = Math.min(size(), length);
    System.arraycopy(bytes, start, target, offset, count);
    drop(count);
    return count;
  }

  /** {@return the first byte, 0 to 255, of which there is one} */
  int takeByte() {
    int first = bytes[start] & 0xFF;
    drop(1);
    return first;
  }

  void drop(int count) {
    start += count;
    if (start == end) {
      clear();
    } else if (bytes.length > LARGE && size() < bytes.length / SPARSE) {
      bytes = Arrays.copyOfRange(bytes, start, end);
      end -= start;
      start = 0;
    }
  }

  void clear() {
    bytes = NO_BYTES;
    start = 0;
    end = 0;
  }

  /** Puts pieces back that have been taken, before what there is. */
  void putBack(List<byte[]> pieces) {
    byte[] rest = takeAll();
    for (byte[] piece : pieces) {
      adopt(piece);
    }
    if (rest.length > 0) {
      adopt(rest);
    }
  }

  // --- searching --------------------------------------------------------------------------------

  /** {@return how many bytes are before the first {@code wanted}; the first {@code from} are not} */
  int indexOf(byte wanted, int from) {
    int index = ByteSearch.indexOf(bytes, start + from, end, wanted);
    return index == ByteSearch.NOT_FOUND ? index : index - start;
  }

  /** As {@link #indexOf(byte, int)}, for several bytes, that end before the first {@code to}. */
  int indexOf(byte[] wanted, int from, int to) {
    int index = ByteSearch.indexOf(bytes, start + from, start + to, wanted);
    return index == ByteSearch.NOT_FOUND ? index : index - start;
  }
}
