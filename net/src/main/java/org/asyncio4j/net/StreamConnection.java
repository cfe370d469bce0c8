package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.asyncio4j.Context;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/**
 * The lower half of a {@link StreamTransport}: what Netty reports is noted here ({@code on...}),
 * and {@link #run}, a callback of the loop in the connection's context, tells the protocol.
 */
abstract sealed class StreamConnection
    implements Transport, Runnable, ReceiveAllocator.Source, NettyReactor.Holder
    permits StreamTransport {

  // Fixed.
  final NettyReactor reactor;
  final DuplexChannel channel;
  final @Nullable SocketAddress peer; // null for a client of a Unix socket
  final @Nullable Server server;
  final Outgoing outgoing;
  private final Context context;

  final Received received = new Received();
  final FlowControl flow = new FlowControl();
  BaseProtocol protocol;
  @Nullable Tls tls;

  // What is so.
  boolean begun;
  boolean handshaking;
  boolean made;
  boolean paused;
  boolean closing;
  boolean settling;
  int lost; // 1 when it is, more for each write afterwards
  private boolean deaf; // the protocol wants no more data
  private @Nullable Throwable lostBecause;

  // What is to be done.
  boolean eofToTell;
  private boolean lossToTell;
  private boolean scheduled;
  @Nullable Future<@Nullable Void> whenMade;
  @Nullable Future<@Nullable Void> whenSecure;
  @Nullable Future<@Nullable Void> whenSent;

  StreamConnection(
      NettyReactor reactor,
      DuplexChannel channel,
      BaseProtocol protocol,
      Context context,
      @Nullable Server server) {
    this.reactor = reactor;
    this.channel = channel;
    this.peer = Native.ofJdk(channel.remoteAddress());
    this.protocol = checked(protocol);
    this.context = context;
    this.server = server;
    this.outgoing = new Outgoing(reactor.buffers(), this::onSent);
  }

  static BaseProtocol checked(BaseProtocol protocol) {
    if (!(protocol instanceof Protocol) && !(protocol instanceof BufferedProtocol)) {
      throw new IllegalArgumentException(
          "expected a Protocol or a BufferedProtocol, got %s".formatted(protocol));
    }
    return protocol;
  }

  EventLoop loop() {
    return reactor.loop();
  }

  /** Has the transport settled with Netty at the end of the iteration. */
  abstract void markDirty();

  // --- what Netty reports, on the loop's thread while it waits ----------------------------------

  @Override
  public ByteBuf bufferToReceive(ByteBufAllocator allocator) {
    if (tls != null) {
      return allocator.directBuffer(Tls.RECEIVE_BYTES);
    }
    return protocol instanceof BufferedProtocol
        ? reactor.buffers().take(Buffers.LARGE_BYTES)
        : reactor.buffers().receiving();
  }

  void onReceived(ByteBuf data) {
    if (deaf) {
      data.release();
      return;
    }
    if (protocol instanceof BufferedProtocol) {
      add(data);
    } else {
      byte[] bytes = new byte[data.readableBytes()];
      data.readBytes(bytes);
      data.release();
      add(bytes);
    }
  }

  /** As {@link #onReceived(ByteBuf)}, without Netty. */
  void onReceived(byte[] data) {
    if (!deaf) {
      add(data);
    }
  }

  private void add(Object data) {
    received.add(data);
    if (!paused) {
      schedule();
    }
  }

  void onEof() {
    if (!eofToTell && !closing) {
      eofToTell = true;
      schedule();
    }
  }

  void onError(Throwable thrown) {
    Throwable cause = Failures.of(Tls.plain(thrown), peer);
    if (handshaking) {
      return; // the handshake's end tells
    }
    if (lost == 0 && !(cause instanceof IOException)) {
      report("Fatal error on transport", cause);
    }
    loseByPeer(cause);
  }

  /** The handshake is over. */
  void onHandshake(@Nullable IOException failed) {
    handshaking = false;
    if (failed != null) {
      forceClose(failed);
      return;
    }
    Future<@Nullable Void> waiter = whenSecure;
    whenSecure = null;
    if (waiter != null && !waiter.done()) {
      reactor.busy();
      waiter.setResult(null);
    }
    begun = true;
    markDirty();
    schedule();
  }

  void onInactive() {
    reactor.closed(this);
    if (tls != null && !closing) {
      onEof();
    }
    loseByPeer(null);
  }

  /** Netty has sent something, or dropped it. */
  private void onSent() {
    boolean matters = outgoing.size() == 0 || flow.shouldResume(outgoing.size());
    if (matters && !settling && lost == 0) {
      markDirty();
    }
  }

  /** As the listener of encrypted bytes. */
  Outgoing outgoing() {
    return outgoing;
  }

  // --- what the protocol is told, in a callback -------------------------------------------------

  final void schedule() {
    if (!scheduled && !loop().isClosed()) {
      scheduled = true;
      reactor.busy();
      loop().callSoon(this, context);
    }
  }

  @Override
  public void run() {
    scheduled = false;
    if (!begun) {
      tellNothing();
      return;
    }
    if (!made) {
      tellMade();
    }
    tellReceived();
    if (eofToTell && received.isEmpty() && !paused && !deaf) {
      eofToTell = false;
      tellEof();
    }
    if (lost == 0 && flow.shouldResume(outgoing.size())) {
      flow.resume(loop(), this);
    }
    if (lossToTell) {
      lossToTell = false;
      received.clear();
      tellLost();
    }
  }

  /** There has been no connection, as far as the protocol knows. */
  private void tellNothing() {
    if (lossToTell) {
      lossToTell = false;
      failWaiter(whenMade);
      whenMade = null;
      if (server != null) {
        server.detach(this);
        if (lostBecause != null && loop().getDebug()) {
          report("Error on transport creation for incoming connection", lostBecause);
        }
      }
    }
  }

  private void failWaiter(@Nullable Future<@Nullable Void> waiter) {
    if (waiter != null && !waiter.done()) {
      waiter.setException(lostBecause == null ? Failures.reset(peer) : lostBecause);
    }
  }

  private void tellMade() {
    made = true;
    Future<@Nullable Void> waiter = whenMade;
    whenMade = null;
    try {
      protocol.connectionMade(this);
    } catch (Throwable thrown) {
      Failures.throwIfItLeavesTheLoop(thrown);
      report("Exception in protocol.connectionMade()", thrown);
    } finally {
      markDirty();
      if (waiter != null && !waiter.done()) {
        waiter.setResult(null);
      }
    }
  }

  private void tellReceived() {
    while (!received.isEmpty() && !paused && !deaf) {
      String doing = "dataReceived";
      try {
        if (protocol instanceof BufferedProtocol buffered) {
          doing = "getBuffer";
          ByteBuffer target = buffered.getBuffer(-1);
          if (!target.hasRemaining()) {
            throw new IllegalStateException("getBuffer() returned a buffer without room");
          }
          int bytes = received.moveInto(target);
          doing = "bufferUpdated";
          buffered.bufferUpdated(bytes);
        } else {
          ((Protocol) protocol).dataReceived(received.takeBytes());
        }
      } catch (Throwable thrown) {
        callFailed(doing, thrown);
      }
    }
  }

  private void tellEof() {
    try {
      Protocol.AfterEof after =
          protocol instanceof BufferedProtocol buffered
              ? buffered.eofReceived()
              : ((Protocol) protocol).eofReceived();
      if (after == Protocol.AfterEof.CLOSE || tls != null) {
        close();
      }
    } catch (Throwable thrown) {
      callFailed("eofReceived", thrown);
    }
  }

  private void tellLost() {
    try {
      protocol.connectionLost(lostBecause);
    } finally {
      if (server != null) {
        server.detach(this);
      }
    }
  }

  private void callFailed(String method, Throwable thrown) {
    Failures.throwIfItLeavesTheLoop(thrown);
    if (!(thrown instanceof IOException)) {
      report("Fatal error: protocol.%s() call failed.".formatted(method), thrown);
    }
    forceClose(thrown);
  }

  private void report(String message, Throwable thrown) {
    if (!loop().isClosed()) {
      loop()
          .callExceptionHandler(
              ErrorReport.of(message).withException(thrown).withTransport(this, protocol));
    }
  }

  // --- the end ----------------------------------------------------------------------------------

  final void becomeDeaf() {
    deaf = true;
    received.clear();
  }

  /** Closes at once: nothing more is sent, nothing more is told but the loss. */
  void forceClose(@Nullable Throwable because) {
    becomeDeaf();
    loseByPeer(because);
  }

  /** What has been received before is still told. */
  private void loseByPeer(@Nullable Throwable because) {
    if (lost > 0) {
      return;
    }
    closing = true;
    outgoing.drop();
    lose(because);
    if (whenSent != null && !whenSent.done()) {
      whenSent.setException(because == null ? Failures.reset(peer) : because);
    }
    whenSent = null;
    markDirty();
  }

  @Override
  public void closeNow() {
    channel.unsafe().closeForcibly();
    forceClose(null);
  }

  final void lose(@Nullable Throwable because) {
    if (lost == 0) {
      lost = 1;
      lostBecause = because;
      lossToTell = true;
      if (tls != null) {
        tls.ended();
      }
      if (!loop().isClosed()) {
        failWaiter(whenSecure);
      }
      whenSecure = null;
      schedule();
    }
  }
}
