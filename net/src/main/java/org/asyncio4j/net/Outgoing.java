package org.asyncio4j.net;

import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has been written and not been sent: copies in buffers of the loop, which are given to Netty
 * at the end of the iteration, and counted until the system has taken their bytes.
 */
final class Outgoing implements OutBuffer.Sender {
  private final Buffers buffers;
  private final Runnable onSent;
  private Deque<OutBuffer> queue = NONE;
  private int size;

  private static final Deque<OutBuffer> NONE = new ArrayDeque<>(1);

  /**
   * Makes an empty one.
   *
   * @param buffers where copies are made
   * @param onSent is called when {@link #size} has gone down
   */
  Outgoing(Buffers buffers, Runnable onSent) {
    this.buffers = buffers;
    this.onSent = onSent;
  }

  /** {@return how many bytes are kept} */
  int size() {
    return size;
  }

  /** Keeps what is behind the first {@code from} bytes. */
  void append(byte[] data, int from) {
    size += data.length - from;
    for (int next = from; next < data.length; ) {
      next += withRoom(data.length - next).append(data, next);
    }
  }

  void append(ByteBuffer data) {
    size += data.remaining();
    while (data.hasRemaining()) {
      withRoom(data.remaining()).append(data);
    }
  }

  private OutBuffer withRoom(int bytes) {
    OutBuffer last = queue.peekLast();
    if (last != null && last.isWritable()) {
      return last;
    }
    OutBuffer fresh = buffers.take(bytes);
    fresh.setSender(this);
    if (queue == NONE) {
      queue = new ArrayDeque<>(4);
    }
    queue.addLast(fresh);
    return fresh;
  }

  /**
   * Sends what is here, or gives it to Netty.
   *
   * @param socket the channel's; null if Netty must see all
   * @return whether Netty is to flush something
   */
  boolean handOver(Channel channel, @Nullable DirectSocket socket) {
    if (socket != null && queue.size() == 1 && socket.isIdle()) {
      sendAtOnce(queue.getFirst(), socket);
    }
    if (queue.isEmpty()) {
      return false;
    }
    for (OutBuffer buffer; (buffer = queue.pollFirst()) != null; ) {
      channel.write(buffer, channel.voidPromise());
    }
    return true;
  }

  private void sendAtOnce(OutBuffer only, DirectSocket socket) {
    try {
      only.sendOn(socket);
    } catch (IOException failed) {
      socket.fail(failed);
      return;
    }
    if (!only.isReadable()) {
      queue.removeFirst();
      only.release();
    }
  }

  /** Bytes that Netty has made itself are on their way. */
  void added(int bytes) {
    size += bytes;
  }

  @Override
  public void sent(int bytes) {
    size -= bytes;
    onSent.run();
  }

  /** Forgets what Netty has not got. */
  void drop() {
    for (OutBuffer buffer; (buffer = queue.pollFirst()) != null; ) {
      buffer.release();
    }
  }
}
