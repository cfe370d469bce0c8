package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived and not been given to the protocol: almost always nothing, or what one system
 * call has brought.
 */
final class Received {
  private @Nullable Object first; // a byte[] or a ByteBuf
  private @Nullable Deque<Object> more;

  boolean isEmpty() {
    return first == null;
  }

  /** Adds a byte[], or a buffer that is released when it is used up. */
  void add(Object data) {
    if (first == null) {
      first = data;
    } else {
      if (more == null) {
        more = new ArrayDeque<>();
      }
      more.addLast(data);
    }
  }

  /** {@return the oldest piece, as an array} */
  byte[] takeBytes() {
    Object oldest = take();
    if (oldest instanceof byte[] array) {
      return array;
    }
    ByteBuf buffer = (ByteBuf) oldest;
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    buffer.release();
    return bytes;
  }

  /** {@return how much of the oldest piece is left} */
  int available() {
    return first instanceof byte[] array
        ? array.length
        : first instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
  }

  /** Moves as much of the oldest piece as fits into {@code target}. {@return how much that was} */
  int moveInto(ByteBuffer target) {
    ByteBuf buffer = firstAsBuffer();
    int bytes = Math.min(buffer.readableBytes(), target.remaining());
    int limit = target.limit();
    target.limit(target.position() + bytes);
    buffer.readBytes(target);
    target.limit(limit);
    if (!buffer.isReadable()) {
      take();
      buffer.release();
    }
    return bytes;
  }

  private ByteBuf firstAsBuffer() {
    if (first instanceof byte[] array) {
      first = Unpooled.wrappedBuffer(array);
    }
    return (ByteBuf) Required.argument(first, "first");
  }

  /** {@return all that is here, as one buffer} */
  ByteBuf takeAll() {
    var all = Unpooled.compositeBuffer();
    while (first != null) {
      all.addComponent(true, firstAsBuffer());
      take();
    }
    return all;
  }

  private Object take() {
    Object oldest = Required.argument(first, "first");
    first = more == null ? null : more.pollFirst();
    return oldest;
  }

  void clear() {
    while (first != null) {
      if (take() instanceof ByteBuf buffer) {
        buffer.release();
      }
    }
  }
}
