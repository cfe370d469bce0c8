package org.asyncio4j.net;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * The sending half of a {@link MemoryTransport}: what waits to be put on the wire, and how much is
 * there. Loop thread only.
 */
final class MemoryOutbound {
  private final MemoryTransport owner;
  private final Wire wire;
  private final int window;
  private WriteBufferLimits limits;

  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  // How much of the first piece is on the wire already.
  private int headSent;
  private int queued;
  private int inFlight;
  private boolean endAsked;
  private boolean endSent;
  private boolean protocolPaused;

  MemoryOutbound(MemoryTransport owner, Wire wire, MemoryOptions options) {
    this.owner = owner;
    this.wire = wire;
    this.window = options.window();
    this.limits = options.writeBufferLimits();
  }

  int queued() {
    return queued;
  }

  WriteBufferLimits limits() {
    return limits;
  }

  void setLimits(WriteBufferLimits replacement) {
    limits = replacement;
    checkMarks();
  }

  /** Sends an array that is nobody else's. */
  void write(byte[] data) {
    if (endAsked && !owner.isClosing()) {
      throw new IllegalStateException("cannot write() after writeEof() to " + owner);
    }
    if (data.length == 0 || owner.isClosing()) {
      return;
    }
    queue.add(data);
    queued = Math.addExact(queued, data.length);
    pump();
    checkMarks();
  }

  /** The end comes after all that waits. */
  void end() {
    endAsked = true;
    pump();
  }

  /** {@return whether all that was written is on the wire, and the end too} */
  boolean ended() {
    return endSent;
  }

  /** Drops what waits. */
  void drop() {
    queue.clear();
    queued = 0;
    headSent = 0;
    endAsked = true;
    endSent = true;
  }

  /** Drops what waits, and tells the other side that it is lost. */
  void reset() {
    drop();
    wire.carry(0, owner.peer()::resetArrived);
  }

  /** Drops what waits; what is on the wire arrives, and after it the end, if that was not there. */
  void cutOff() {
    boolean alreadyEnded = endSent;
    drop();
    if (!alreadyEnded) {
      wire.carry(0, owner.peer().inbound()::endArrived);
    }
  }

  /** The other side has received bytes: there is room on the wire for as many. */
  void received(int bytes) {
    inFlight -= bytes;
    if (!queue.isEmpty()) {
      wire.acknowledge(this::roomForMore);
    }
  }

  private void roomForMore() {
    pump();
    checkMarks();
    owner.sent();
  }

  private void pump() {
    while (inFlight < window && !queue.isEmpty()) {
      byte[] segment = nextSegment(window - inFlight);
      inFlight += segment.length;
      queued -= segment.length;
      wire.carry(segment.length, () -> owner.peer().inbound().arrived(segment));
    }
    if (endAsked && !endSent && queue.isEmpty()) {
      endSent = true;
      wire.carry(0, owner.peer().inbound()::endArrived);
    }
    if (!queue.isEmpty()) {
      wire.blocked();
    }
  }

  private byte[] nextSegment(int room) {
    byte[] head = queue.getFirst();
    int end = Math.min(head.length, headSent + room);
    byte[] segment =
        headSent == 0 && end == head.length ? head : Arrays.copyOfRange(head, headSent, end);
    if (end == head.length) {
      queue.removeFirst();
      headSent = 0;
    } else {
      headSent = end;
    }
    return segment;
  }

  private void checkMarks() {
    if (!protocolPaused && queued > limits.high()) {
      protocolPaused = true;
      owner.tellProtocol("pauseWriting", BaseProtocol::pauseWriting);
    } else if (protocolPaused && queued <= limits.low()) {
      protocolPaused = false;
      owner.tellProtocol("resumeWriting", BaseProtocol::resumeWriting);
    }
  }
}
