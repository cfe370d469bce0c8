package org.asyncio4j.net;

import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.asyncio4j.Context;
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
final class StreamTransport extends StreamConnection {
  private static final int WRITES_BEFORE_WARNING = 5;

  /** So much is sent when it is written: a copy would cost more than a call for each write. */
  private static final int LARGE_BYTES = 16 * 1024;

  private final Runnable settle = this::settle;
  private @Nullable DirectSocket direct;
  private @Nullable IOException failing;
  private boolean dirty;
  private boolean eofWritten;
  private boolean outputShut;
  private boolean sendingFile;

  StreamTransport(
      NettyReactor reactor,
      DuplexChannel channel,
      BaseProtocol protocol,
      Context context,
      @Nullable Server server) {
    super(reactor, channel, protocol, context, server);
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
          leaveToNetty();
          if (channel.isOpen()) {
            withTls.begin(this, received.isEmpty() ? null : received.takeAll());
          }
        });
  }

  private void leaveToNetty() {
    if (direct != null) {
      direct.end();
      direct = null;
    }
  }

  boolean mayStartTls() {
    return tls == null && !closing;
  }

  // --- what is done with Netty, on the loop's thread at the end of an iteration -----------------

  @Override
  void markDirty() {
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
      reactor.netty().add(channel);
    }
    if (made && direct == null && tls == null) {
      direct = DirectSocket.of(this);
    }
    boolean ofTls = tls != null && (handshaking || closing);
    boolean read = ofTls || (made && !paused && !closing);
    if (read != channel.config().isAutoRead()) {
      channel.config().setAutoRead(read);
    }
    if (direct != null && failing != null) {
      direct.fail(failing);
    }
    settling = true;
    if (outgoing.handOver(channel, direct)) {
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
      int sent = data.length < LARGE_BYTES ? 0 : sendAtOnce(MemorySegment.ofArray(data));
      if (sent < data.length) {
        outgoing.append(data, sent);
        written();
      }
    }
  }

  @Override
  public void write(ByteBuffer data) {
    int bytes = data.remaining();
    if (mayWrite(bytes)) {
      int sent = bytes < LARGE_BYTES ? 0 : sendAtOnce(MemorySegment.ofBuffer(data));
      data.position(data.position() + sent);
      if (sent < bytes) {
        outgoing.append(data);
        written();
      }
    } else {
      data.position(data.limit());
    }
  }

  /** {@return how many of the bytes have been sent} */
  private int sendAtOnce(MemorySegment data) {
    if (direct == null || outgoing.size() > 0 || !channel.isActive() || !direct.isIdle()) {
      return 0;
    }
    try {
      return direct.send(data);
    } catch (IOException failed) {
      failing = failed; // the system says it only once
      return 0;
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
    return "Transport[%s, %s, writing=%s]".formatted(state, Failures.show(peer), outgoing.size());
  }
}
