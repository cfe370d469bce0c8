package org.asyncio4j.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * The sockets that have something to be received. A wait takes as much as stays in the processor's
 * cache until the callbacks and tasks have dealt with it; the rest has its turn in the next ones.
 */
final class ReceiveQueue {
  /** What a wait receives, at least from one socket. */
  private static final int MOST_BYTES = 64 * 1024;

  private static final long LONGEST_WITHOUT_LOOK_NANOS = 1_000_000;

  private final LongSupplier nanos;
  private final Deque<EpollSocket> sockets = new ArrayDeque<>();
  private long lastLook;

  /**
   * Makes an empty one.
   *
   * @param nanos the time
   */
  ReceiveQueue(LongSupplier nanos) {
    this.nanos = nanos;
  }

  boolean isEmpty() {
    return sockets.isEmpty();
  }

  /** {@return whether epoll is to be asked: not while there is enough to do, but now and then} */
  boolean mustLook() {
    long now = nanos.getAsLong();
    boolean look = sockets.isEmpty() || now - lastLook > LONGEST_WITHOUT_LOOK_NANOS;
    if (look) {
      lastLook = now;
    }
    return look;
  }

  /** The system tells that there is something. */
  void add(EpollSocket socket) {
    if (!socket.queued) {
      socket.queued = true;
      sockets.addLast(socket);
    }
  }

  /** {@return whether anything has been received} */
  boolean receive() {
    int bytes = 0;
    for (int left = sockets.size(); left > 0 && bytes < MOST_BYTES; left--) {
      EpollSocket socket = sockets.removeFirst();
      socket.queued = false;
      int count = socket.receive();
      bytes += count;
      if (count >= Buffers.RECEIVE_BYTES) {
        add(socket); // there was no room for more
      }
    }
    return bytes > 0;
  }
}
