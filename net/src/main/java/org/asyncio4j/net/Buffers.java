package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The direct memory of a loop: one buffer that everything is received into, and a stock of buffers
 * for what is to be sent.
 */
final class Buffers {
  /** How much is received at once, at most: asyncio's {@code max_size}. */
  static final int RECEIVE_BYTES = 256 * 1024;

  static final int SMALL_BYTES = 4 * 1024;
  static final int LARGE_BYTES = 64 * 1024;
  private static final int SMALL_STOCK = 1024;
  private static final int LARGE_STOCK = 64;

  private final Deque<OutBuffer> small = new ArrayDeque<>();
  private final Deque<OutBuffer> large = new ArrayDeque<>();
  private @Nullable ByteBuf receiving;
  private byte @Nullable [] array;
  private int lent;
  private boolean closed;

  /** {@return an empty buffer for at least one byte, and best for {@code bytes}} */
  OutBuffer take(int bytes) {
    lent++;
    boolean isSmall = bytes <= SMALL_BYTES;
    OutBuffer stocked = (isSmall ? small : large).pollLast();
    if (stocked == null) {
      return new OutBuffer(this, isSmall ? SMALL_BYTES : LARGE_BYTES);
    }
    stocked.revive();
    return stocked;
  }

  /** {@return whether {@code buffer} has been kept; else it is to be freed} */
  boolean giveBack(OutBuffer buffer) {
    lent--;
    boolean isSmall = buffer.capacity() == SMALL_BYTES;
    Deque<OutBuffer> stock = isSmall ? small : large;
    if (closed || stock.size() >= (isSmall ? SMALL_STOCK : LARGE_STOCK)) {
      return false;
    }
    stock.addLast(buffer);
    return true;
  }

  /** {@return how many buffers are in use} */
  int lent() {
    return lent;
  }

  /**
   * {@return the buffer to receive into, with a reference more; what is in it must be taken out
   * before anything else is received}
   */
  ByteBuf receiving() {
    ByteBuf present = receiving;
    if (present == null) {
      present = Unpooled.directBuffer(RECEIVE_BYTES, RECEIVE_BYTES);
      receiving = present;
    }
    return present.clear().retain();
  }

  /** {@return as {@link #receiving()}, in the heap} */
  byte[] receivingArray() {
    byte[] present = array;
    if (present == null) {
      present = new byte[RECEIVE_BYTES];
      array = present;
    }
    return present;
  }

  void close() {
    closed = true;
    array = null;
    small.forEach(OutBuffer::free);
    large.forEach(OutBuffer::free);
    small.clear();
    large.clear();
    if (receiving != null) {
      receiving.release();
      receiving = null;
    }
  }
}
