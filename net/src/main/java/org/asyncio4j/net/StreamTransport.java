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
 * A connection over a socket.
 *
 * <pre>
 *   NEW --begin--> OPEN --close--> CLOSING --settle, all is sent--> LOST
 *                    |                |
 *                    +----------------+--forceClose, onInactive--> LOST
 * </pre>
 *
 * <p>What a user calls is noted here, and {@link #settle}d with Netty once, on the loop's thread at
 * the end of the iteration. What Netty reports is noted here too ({@code on...}), and {@link #run},
 * a callback of the loop in the connection's context, tells the protocol.
 *
 * <p>Python: {@code asyncio.selector_events._SelectorSocketTransport}.
 */
final class StreamTransport
    implements Transport, Runnable, ReceiveAllocator.Source, NettyReactor.Holder {
  private static final int WRITES_BEFORE_WARNING = 5;

  // Fixed.
  final NettyReactor reactor;
  final DuplexChannel channel;
  final @Nullable SocketAddress peer; // null for a client of a Unix socket
  private final Context context;
  private final @Nullable Server server;
  private final Outgoing outgoing;
  private final Runnable settle = this::settle;

  private final Received received = new Received();
  private final FlowControl flow = new FlowControl();
  private BaseProtocol protocol;
  private @Nullable Tls tls;

  // What is so.
  private boolean begun;
  private boolean handshaking;
  private boolean made;
  private boolean paused;
  private boolean closing;
  private boolean deaf; // the protocol wants no more data
  private boolean eofWritten;
  private boolean outputShut;
  private boolean sendingFile;
  private int lost; // 1 when it is, more for each write afterwards
  private @Nullable Throwable lostBecause;
  private @Nullable Future<@Nullable Void> whenSent;

  // What is to be done.
  private boolean dirty;
  private boolean settling;
  private boolean scheduled;
  private boolean eofToTell;
  private boolean lossToTell;
  private @Nullable Future<@Nullable Void> whenMade;
  private @Nullable Future<@Nullable Void> whenSecure;

  StreamTransport(
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

  private static BaseProtocol checked(BaseProtocol protocol) {
    if (!(protocol instanceof Protocol) && !(protocol instanceof BufferedProtocol)) {
      throw new IllegalArgumentException(
          "expected a Protocol or a BufferedProtocol, got %s".formatted(protocol));
    }
    return protocol;
  }

  EventLoop loop() {
    return reactor.loop();
  }

  // --- beginning --------------------------------------------------------------------------------

  /**
   * Has the protocol told that the connection is there, then completes {@code whenMade}.
   *
   * @param withTls the TLS to begin before, if there is to be any
   */
  void begin(@Nullable Future<@Nullable Void> whenMade, @Nullable Tls withTls) {
    this.whenMade = whenMade;
    reactor.opened(this);
    if (server != null) {
      server.attach(this);
    }
    if (withTls == null) {
      begun = true;
      schedule();
    } else {
      startTls(withTls);
    }
  }

  /** Has TLS begin, after what is written already and with what is received already. */
  void startTls(Tls withTls, Future<@Nullable Void> whenSecure) {
    this.whenSecure = whenSecure;
    startTls(withTls);
  }

  private void startTls(Tls withTls) {
    handshaking = true;
    tls = withTls;
    reactor.later(
        () -> {
          settle();
          if (channel.isOpen()) {
            withTls.begin(this, received.isEmpty() ? null : received.takeAll());
          }
        });
  }

  boolean mayStartTls() {
    return tls == null && !closing;
  }

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
      received.add(data);
    } else {
      byte[] bytes = new byte[data.readableBytes()];
      data.readBytes(bytes);
      data.release();
      received.add(bytes);
    }
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

  private void schedule() {
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

  // --- what is done with Netty, on the loop's thread at the end of an iteration -----------------

  private void markDirty() {
    if (!dirty && !reactor.closed()) {
      dirty = true;
      reactor.later(settle);
    }
  }

  private void settle() {
    dirty = false;
    if (!channel.isOpen()) {
      outgoing.drop();
      return;
    }
    if (!channel.isRegistered()) {
      channel.unsafe().register(reactor.netty(), channel.newPromise());
    }
    boolean ofTls = tls != null && (handshaking || closing);
    boolean read = ofTls || (made && !paused && !closing);
    if (read != channel.config().isAutoRead()) {
      channel.config().setAutoRead(read);
    }
    settling = true;
    if (outgoing.handOver(channel)) {
      channel.flush();
    }
    settling = false;
    settled();
  }

  private void settled() {
    if (outgoing.size() == 0 || lost > 0) {
      allSent();
    }
    if (lost == 0 && flow.shouldResume(outgoing.size())) {
      schedule();
    }
  }

  private void allSent() {
    if (whenSent != null && !whenSent.done()) {
      reactor.busy();
      whenSent.setResult(null);
    }
    whenSent = null;
    if (closing && tls != null && lost == 0) {
      if (!outputShut) {
        outputShut = true;
        channel.close(); // when TLS has been ended
      }
    } else if (closing) {
      lose(null);
      channel.unsafe().close(channel.voidPromise());
    } else if (eofWritten && !outputShut) {
      outputShut = true;
      channel.shutdownOutput();
    }
  }

  // --- ending -----------------------------------------------------------------------------------

  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    becomeDeaf();
    if (tls != null) {
      tls.limitShutdown(this);
    } else if (outgoing.size() == 0) {
      lose(null);
    }
    markDirty();
  }

  @Override
  public void abort() {
    forceClose(null);
  }

  private void becomeDeaf() {
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

  private void lose(@Nullable Throwable because) {
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

  @Override
  public boolean isClosing() {
    return closing;
  }

  // --- reading ----------------------------------------------------------------------------------

  @Override
  public boolean isReading() {
    return !closing && !paused;
  }

  @Override
  public void pauseReading() {
    if (isReading()) {
      paused = true;
      markDirty();
    }
  }

  @Override
  public void resumeReading() {
    if (closing || !paused) {
      return;
    }
    paused = false;
    markDirty();
    if (!received.isEmpty() || eofToTell) {
      schedule();
    }
  }

  // --- writing ----------------------------------------------------------------------------------

  @Override
  public void write(byte[] data) {
    if (mayWrite(data.length)) {
      outgoing.append(data);
      written();
    }
  }

  @Override
  public void write(ByteBuffer data) {
    if (mayWrite(data.remaining())) {
      outgoing.append(data);
      written();
    } else {
      data.position(data.limit());
    }
  }

  private boolean mayWrite(int bytes) {
    if (eofWritten) {
      throw new IllegalStateException("cannot write to %s after writeEof()".formatted(this));
    }
    if (sendingFile) {
      throw new IllegalStateException("cannot write to %s while a file is sent".formatted(this));
    }
    if (lost > 0 && bytes > 0) {
      if (lost == WRITES_BEFORE_WARNING) {
        Warnings.writesAfterLoss(this);
      }
      lost++;
    }
    return bytes > 0 && !closing;
  }

  private void written() {
    markDirty();
    flow.grown(outgoing.size(), loop(), this);
  }

  @Override
  public void writeEof() {
    if (tls != null) {
      throw new UnsupportedOperationException("TLS cannot end one direction of %s".formatted(this));
    }
    if (!closing && !eofWritten) {
      eofWritten = true;
      markDirty();
    }
  }

  @Override
  public boolean canWriteEof() {
    return tls == null;
  }

  @Override
  public int getWriteBufferSize() {
    return outgoing.size();
  }

  @Override
  public WriteBufferLimits getWriteBufferLimits() {
    return flow.limits();
  }

  @Override
  public void setWriteBufferLimits(WriteBufferLimits limits) {
    flow.setLimits(limits);
    flow.grown(outgoing.size(), loop(), this);
    if (flow.shouldResume(outgoing.size())) {
      schedule();
    }
  }

  // --- sending files -----------------------------------------------------------------------------

  /**
   * {@return done when all that has been written is sent} Nothing may be written until {@link
   * #fileSent}.
   */
  Future<@Nullable Void> beginFile() {
    Future<@Nullable Void> sent = loop().createFuture();
    sendingFile = true;
    whenSent = sent;
    markDirty();
    return sent;
  }

  void fileSent() {
    sendingFile = false;
    whenSent = null;
  }

  boolean secure() {
    return tls != null;
  }

  // --- the rest ---------------------------------------------------------------------------------

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> info) {
    SocketAddress address = null;
    if (info.equals(ExtraInfo.PEERNAME)) {
      address = peer;
    } else if (info.equals(ExtraInfo.SOCKNAME)) {
      address = Native.ofJdk(channel.localAddress());
    } else if (tls != null) {
      return tls.getExtraInfo(info);
    }
    return info.type().isInstance(address) ? info.type().cast(address) : null;
  }

  @Override
  public void setProtocol(BaseProtocol protocol) {
    this.protocol = checked(Required.argument(protocol, "protocol"));
  }

  @Override
  public BaseProtocol getProtocol() {
    return protocol;
  }

  @Override
  public String toString() {
    String state = lost > 0 ? "closed" : closing ? "closing" : paused ? "paused" : "open";
    return "Transport[%s, %s, writing=%d]".formatted(state, Failures.show(peer), outgoing.size());
  }
}
