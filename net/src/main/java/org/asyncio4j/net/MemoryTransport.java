package org.asyncio4j.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.EventLoop;
import org.asyncio4j.KeyboardInterrupt;
import org.asyncio4j.SystemExit;
import org.jspecify.annotations.Nullable;

/** One side of a connection in memory. Loop thread only. */
final class MemoryTransport implements Transport {

  /*
   *   OPEN ----close--> CLOSING   nothing is received any more, what was written is being sent
   *   CLOSING --sent--> LOST      connectionLost is on its way to the protocol
   *   OPEN, CLOSING --lose--> LOST
   */
  private enum State {
    OPEN,
    CLOSING,
    LOST
  }

  private final EventLoop loop;
  private final MemorySide side;
  private final MemoryInbound inbound = new MemoryInbound(this);
  private final MemoryOutbound outbound;
  private State state = State.OPEN;
  private BaseProtocol protocol;
  private boolean refused;
  private @Nullable MemoryTransport peer;

  MemoryTransport(EventLoop loop, MemorySide side, Wire wire, MemoryOptions options) {
    this.loop = loop;
    this.side = side;
    this.protocol = requireKind(side.protocol());
    this.outbound = new MemoryOutbound(this, wire, options);
  }

  private static BaseProtocol requireKind(BaseProtocol protocol) {
    if (protocol instanceof Protocol || protocol instanceof BufferedProtocol) {
      return protocol;
    }
    throw new IllegalArgumentException(
        "expected a Protocol or BufferedProtocol, got " + Objects.requireNonNull(protocol));
  }

  void connect(MemoryTransport other) {
    peer = other;
    side.server().ifPresent(server -> server.attach(this));
    loop.callSoon(() -> protocol.connectionMade(this), side.context());
    loop.callSoon(inbound::start, side.context());
  }

  MemoryTransport peer() {
    return Objects.requireNonNull(peer, "peer");
  }

  MemoryInbound inbound() {
    return inbound;
  }

  MemoryOutbound outbound() {
    return outbound;
  }

  // --- the end ----------------------------------------------------------------------------------

  @Override
  public void close() {
    if (state == State.OPEN) {
      state = State.CLOSING;
      inbound.stop();
      outbound.end();
      sent();
    }
  }

  /** Something has been put on the wire: perhaps it was the last of a closing side. */
  void sent() {
    if (state == State.CLOSING && outbound.ended()) {
      lose(null);
    }
  }

  @Override
  public void abort() {
    if (state != State.LOST) {
      outbound.reset();
      lose(null);
    }
  }

  private void lose(@Nullable Throwable exception) {
    boolean wasOpen = state == State.OPEN;
    state = State.LOST;
    if (wasOpen) {
      inbound.stop();
    }
    loop.callSoon(() -> tellLoss(exception), side.context());
  }

  private void tellLoss(@Nullable Throwable exception) {
    try {
      protocol.connectionLost(exception);
    } finally {
      side.server().ifPresent(server -> server.detach(this));
    }
  }

  /** The connection has failed on the way: the other side learns nothing of it. */
  void lost(Throwable exception) {
    if (state != State.LOST) {
      outbound.drop();
      lose(exception);
    }
  }

  /** Whoever had this side is no more, and the system closes what it has left open. */
  void hangUp() {
    if (state == State.LOST) {
      return;
    }
    if (inbound.hasUnread()) {
      outbound.reset();
    } else {
      outbound.cutOff();
    }
    lose(null);
  }

  /** The other side has gone without a word, or does not want what is sent. */
  void resetArrived() {
    if (state != State.LOST) {
      outbound.drop();
      lose(new ConnectionResetException("Connection reset by peer: " + this));
    }
  }

  /** Data has come to a side that is gone: tells the other one so, once. */
  void refuse() {
    if (!refused) {
      refused = true;
      outbound.reset();
    }
  }

  /** The protocol has failed: ends the connection with that. */
  void fatal(String message, Throwable thrown) {
    if (thrown instanceof KeyboardInterrupt || thrown instanceof SystemExit) {
      throw Throwing.asIs(thrown);
    }
    if (!(thrown instanceof IOException)) {
      report(message, thrown);
    }
    if (state != State.LOST) {
      outbound.reset();
      lose(thrown);
    }
  }

  /** Calls a protocol that can do no harm to the connection. */
  void tellProtocol(String method, Consumer<BaseProtocol> call) {
    try {
      call.accept(protocol);
    } catch (KeyboardInterrupt | SystemExit leaving) {
      throw leaving;
    } catch (Throwable thrown) {
      report("protocol.%s() failed".formatted(method), thrown);
    }
  }

  private void report(String message, Throwable thrown) {
    loop.callExceptionHandler(
        ErrorReport.of(message).withException(thrown).withTransport(this, protocol));
  }

  @Override
  public boolean isClosing() {
    return state != State.OPEN;
  }

  boolean isLost() {
    return state == State.LOST;
  }

  // --- receiving --------------------------------------------------------------------------------

  @Override
  public boolean isReading() {
    return state == State.OPEN && !inbound.isPaused();
  }

  @Override
  public void pauseReading() {
    if (state == State.OPEN) {
      inbound.pause();
    }
  }

  @Override
  public void resumeReading() {
    if (state == State.OPEN && inbound.resume()) {
      loop.callSoon(inbound::deliver, side.context());
    }
  }

  // --- sending ----------------------------------------------------------------------------------

  @Override
  public void write(byte[] data) {
    outbound.write(data.clone());
  }

  @Override
  public void write(ByteBuffer data) {
    byte[] copy = new byte[data.remaining()];
    data.get(copy);
    outbound.write(copy);
  }

  @Override
  public void writeEof() {
    if (state == State.OPEN) {
      outbound.end();
    }
  }

  @Override
  public boolean canWriteEof() {
    return true;
  }

  @Override
  public int getWriteBufferSize() {
    return outbound.queued();
  }

  @Override
  public WriteBufferLimits getWriteBufferLimits() {
    return outbound.limits();
  }

  @Override
  public void setWriteBufferLimits(WriteBufferLimits limits) {
    outbound.setLimits(Objects.requireNonNull(limits, "limits"));
  }

  // --- more -------------------------------------------------------------------------------------

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> info) {
    if (info.equals(ExtraInfo.SOCKNAME)) {
      return info.type().cast(side.address());
    }
    if (info.equals(ExtraInfo.PEERNAME)) {
      return info.type().cast(peer().side.address());
    }
    return null;
  }

  @Override
  public void setProtocol(BaseProtocol replacement) {
    protocol = requireKind(replacement);
  }

  @Override
  public BaseProtocol getProtocol() {
    return protocol;
  }

  @Override
  public String toString() {
    return "MemoryTransport[%s, %s, queued=%s%s]"
        .formatted(
            Failures.show(side.address()),
            state,
            outbound.queued(),
            inbound.isPaused() ? ", paused" : "");
  }
}
