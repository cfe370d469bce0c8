package org.asyncio4j.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The receiving half of a {@link MemoryTransport}: what has arrived while its protocol was paused.
 * Loop thread only.
 */
final class MemoryInbound {
  private final MemoryTransport owner;
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private boolean started;
  private boolean paused;
  private boolean endArrived;
  private boolean endTold;

  MemoryInbound(MemoryTransport owner) {
    this.owner = owner;
  }

  /** The protocol knows of the connection. */
  void start() {
    started = true;
    deliver();
  }

  boolean isPaused() {
    return paused;
  }

  void pause() {
    paused = true;
  }

  /** {@return whether it was paused; then {@link #deliver} is due} */
  boolean resume() {
    boolean wasPaused = paused;
    paused = false;
    return wasPaused;
  }

  /** {@return whether something has arrived that the protocol has not been given} */
  boolean hasUnread() {
    return !queue.isEmpty();
  }

  /** Drops what has arrived, for good. */
  void stop() {
    queue.forEach(segment -> owner.peer().outbound().received(segment.length));
    queue.clear();
  }

  void arrived(byte[] segment) {
    if (owner.isLost()) {
      owner.refuse();
    } else if (owner.isClosing()) {
      owner.peer().outbound().received(segment.length);
    } else {
      queue.add(segment);
      deliver();
    }
  }

  void endArrived() {
    endArrived = true;
    deliver();
  }

  private boolean isReceiving() {
    return started && !paused && !owner.isClosing();
  }

  /** Gives the protocol what is here, until it is paused. */
  void deliver() {
    while (isReceiving() && !queue.isEmpty()) {
      byte[] segment = queue.removeFirst();
      give(segment);
      owner.peer().outbound().received(segment.length);
    }
    if (isReceiving() && endArrived && !endTold) {
      endTold = true;
      tellEnd();
    }
  }

  private void give(byte[] segment) {
    try {
      switch (owner.getProtocol()) {
        case Protocol protocol -> protocol.dataReceived(segment);
        case BufferedProtocol protocol -> fill(protocol, ByteBuffer.wrap(segment));
        default -> throw new AssertionError("unknown kind of protocol: " + owner.getProtocol());
      }
    } catch (Throwable thrown) {
      owner.fatal("Fatal error: receiving protocol call failed.", thrown);
    }
  }

  private static void fill(BufferedProtocol protocol, ByteBuffer segment) {
    while (segment.hasRemaining()) {
      ByteBuffer target = protocol.getBuffer(segment.remaining());
      int count = Math.min(target.remaining(), segment.remaining());
      if (count == 0) {
        throw new IllegalStateException("getBuffer() returned a buffer without room: " + target);
      }
      target.put(segment.slice(segment.position(), count));
      segment.position(segment.position() + count);
      protocol.bufferUpdated(count);
    }
  }

  private void tellEnd() {
    Protocol.AfterEof then;
    try {
      then =
          switch (owner.getProtocol()) {
            case Protocol protocol -> protocol.eofReceived();
            case BufferedProtocol protocol -> protocol.eofReceived();
            default -> throw new AssertionError("unknown kind of protocol");
          };
    } catch (Throwable thrown) {
      owner.fatal("Fatal error: protocol.eofReceived() call failed.", thrown);
      return;
    }
    if (then == Protocol.AfterEof.CLOSE) {
      owner.close();
    }
  }
}
