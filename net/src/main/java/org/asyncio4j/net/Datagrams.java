package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/**
 * A socket for datagrams. As {@link StreamTransport}, what a user calls is done at the end of the
 * iteration, and what arrives is told in a callback.
 *
 * <p>Python: {@code asyncio.selector_events._SelectorDatagramTransport}.
 */
final class Datagrams extends ChannelInboundHandlerAdapter
    implements DatagramTransport, Runnable, ReceiveAllocator.Source, NettyReactor.Holder {
  // What asyncio counts for each datagram besides its bytes.
  private static final int HEADER_BYTES = 8;

  private final NettyReactor reactor;
  private final Channel channel;
  private final Context context;
  private final @Nullable InetSocketAddress remote;
  private final boolean connected;
  private final Deque<DatagramPacket> outgoing = new ArrayDeque<>();
  private final Deque<Object> arrived = new ArrayDeque<>(); // a ReceivedDatagram or an Exception
  private final FlowControl flow = new FlowControl();
  private DatagramProtocol protocol;
  private int size;
  private int inNetty; // datagrams that Netty has and has not sent
  private boolean made;
  private boolean closing;
  private boolean lost;
  private boolean lossToTell;
  private boolean scheduled;
  private boolean dirty;
  private @Nullable Future<@Nullable Void> whenMade;

  private Datagrams(
      NettyReactor reactor,
      Channel channel,
      DatagramProtocol protocol,
      @Nullable InetSocketAddress remote,
      boolean connected) {
    this.reactor = reactor;
    this.channel = channel;
    this.protocol = protocol;
    this.remote = remote;
    this.connected = connected;
    this.context = Context.copyContext();
  }

  static <P extends DatagramProtocol> DatagramEndpoint<P> open(
      NettyReactor reactor, Supplier<P> factory, DatagramOptions options) throws IOException {
    Required.argument(factory, "protocolFactory");
    @Nullable InetSocketAddress remote =
        options.remoteAddress().isPresent()
            ? Addresses.resolved(options.remoteAddress().get())
            : null;
    InetSocketAddress local =
        options.localAddress().isPresent()
            ? Addresses.resolved(options.localAddress().get())
            : new InetSocketAddress(0);
    boolean connect = remote != null && !options.allowBroadcast();
    Channel channel =
        remote != null && connect
            ? Channels.connect(
                reactor, Native::newDatagramSocket, c -> prepare(c, options), remote, local)
            : Channels.listen(reactor, Native::newDatagramSocket, c -> prepare(c, options), local);
    P protocol;
    Datagrams transport;
    try {
      protocol = factory.get();
      transport = new Datagrams(reactor, channel, protocol, remote, connect);
    } catch (Throwable thrown) {
      reactor.later(() -> Channels.discard(reactor, channel));
      throw thrown;
    }
    Future<@Nullable Void> made = reactor.loop().createFuture();
    transport.begin(made);
    try {
      Asyncio.await(made, IOException.class);
    } catch (Throwable thrown) {
      transport.abort();
      throw thrown;
    }
    return new DatagramEndpoint<>(transport, protocol);
  }

  private static void prepare(Channel channel, DatagramOptions options) {
    channel.config().setAutoRead(false);
    channel.config().setOption(ChannelOption.SO_BROADCAST, options.allowBroadcast());
    if (options.reusePort()) {
      Native.setReusePort(channel);
    }
  }

  private void begin(Future<@Nullable Void> whenMade) {
    this.whenMade = whenMade;
    reactor.opened(this);
    reactor.later(
        () -> {
          channel.config().setRecvByteBufAllocator(new ReceiveAllocator(this));
          channel.pipeline().addLast(this);
          EarlyEvents.tell(channel);
        });
    schedule();
  }

  // --- what Netty reports, on the loop's thread while it waits ----------------------------------

  @Override
  public ByteBuf bufferToReceive(ByteBufAllocator allocator) {
    return reactor.buffers().receiving();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var packet = (DatagramPacket) message;
    byte[] data = new byte[packet.content().readableBytes()];
    packet.content().readBytes(data);
    packet.release();
    if (!closing) {
      arrived.addLast(new ReceivedDatagram(data, packet.sender()));
      schedule();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failed(Failures.of(cause, remote));
  }

  private void failed(@Nullable Throwable cause) {
    if (closing) {
      return;
    }
    if (cause instanceof IOException error) {
      arrived.addLast(error);
    } else {
      loop()
          .callExceptionHandler(
              ErrorReport.of("Fatal error on datagram transport")
                  .withException(Required.argument(cause, "cause"))
                  .withTransport(this, protocol));
      abort();
    }
    schedule();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    reactor.closed(this);
    abort();
  }

  // --- what the protocol is told, in a callback -------------------------------------------------

  private void schedule() {
    if (!scheduled && !loop().isClosed()) {
      scheduled = true;
      reactor.busy();
      loop().callSoon(this, context);
    }
  }

  private org.asyncio4j.EventLoop loop() {
    return reactor.loop();
  }

  @Override
  public void run() {
    scheduled = false;
    if (!made) {
      tellMade();
    }
    while (!arrived.isEmpty() && !closing) {
      switch (arrived.pollFirst()) {
        case ReceivedDatagram datagram ->
            protocolCall(() -> protocol.datagramReceived(datagram.data(), datagram.sender()));
        case Exception error -> protocolCall(() -> protocol.errorReceived(error));
        default -> {}
      }
    }
    if (!closing && flow.shouldResume(size)) {
      flow.resume(loop(), this);
    }
    if (lossToTell) {
      lossToTell = false;
      protocol.connectionLost(null);
    }
  }

  private void tellMade() {
    made = true;
    Future<@Nullable Void> waiter = whenMade;
    whenMade = null;
    try {
      protocolCall(() -> protocol.connectionMade(this));
    } finally {
      markDirty();
      if (waiter != null && !waiter.done()) {
        waiter.setResult(null);
      }
    }
  }

  /** The endpoint stays as it is when its protocol fails: the next datagram is another matter. */
  private void protocolCall(Runnable call) {
    try {
      call.run();
    } catch (Throwable thrown) {
      Failures.throwIfItLeavesTheLoop(thrown);
      loop()
          .callExceptionHandler(
              ErrorReport.of("Exception in a callback of a datagram protocol")
                  .withException(thrown)
                  .withTransport(this, protocol));
    }
  }

  // --- what is done with Netty, at the end of an iteration --------------------------------------

  private void markDirty() {
    if (!dirty && !reactor.closed()) {
      dirty = true;
      reactor.later(this::settle);
    }
  }

  private void settle() {
    dirty = false;
    if (!channel.isOpen()) {
      return;
    }
    boolean read = made && !closing;
    if (read != channel.config().isAutoRead()) {
      channel.config().setAutoRead(read);
    }
    for (DatagramPacket packet; (packet = outgoing.peekFirst()) != null; ) {
      if (!packet.content().isReadable()) {
        channel.flush();
        if (inNetty > 0) {
          break; // nothing overtakes what Netty still has
        }
        outgoing.removeFirst();
        sendEmpty(packet);
        continue;
      }
      outgoing.removeFirst();
      inNetty++;
      int bytes = packet.content().readableBytes() + HEADER_BYTES;
      Object message = connected ? packet.content() : packet;
      channel.write(message).addListener(sent -> sentByNetty(bytes, sent.cause()));
    }
    channel.flush();
    endIfAllSent();
  }

  private void sendEmpty(DatagramPacket packet) {
    packet.release();
    IOException failure = null;
    try {
      EmptyDatagram.send(channel, packet.recipient(), connected);
    } catch (IOException failed) {
      failure = failed;
    }
    sent(HEADER_BYTES, failure);
  }

  private void sentByNetty(int bytes, @Nullable Throwable failure) {
    inNetty--;
    if (inNetty == 0 && !outgoing.isEmpty()) {
      markDirty();
    }
    sent(bytes, failure);
  }

  private void sent(int bytes, @Nullable Throwable failure) {
    size -= bytes;
    if (failure != null) {
      failed(Failures.of(failure, remote));
    }
    if (flow.shouldResume(size)) {
      schedule();
    }
    if (closing && size == 0) {
      markDirty();
    }
  }

  private void endIfAllSent() {
    if (closing && (size == 0 || lost)) {
      lose();
      channel.close();
    }
  }

  // --- what a user calls -------------------------------------------------------------------------

  @Override
  public void sendto(byte[] data, @Nullable SocketAddress receiver) {
    Required.argument(data, "data");
    if (remote != null && receiver != null && !receiver.equals(remote)) {
      throw new IllegalArgumentException(
          "invalid address: expected null or %s, got %s".formatted(remote, receiver));
    }
    SocketAddress target = receiver == null ? remote : receiver;
    if (!(target instanceof InetSocketAddress address)) {
      throw new IllegalArgumentException("expected an address, as %s has none".formatted(this));
    }
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "%s is not resolved: expected an address as Net.getaddrinfo gives it".formatted(address));
    }
    if (data.length == 0 && !EmptyDatagram.possible(channel, connected)) {
      throw new UnsupportedOperationException(
          "an empty datagram cannot be sent by %s: a connected socket of the JDK skips it"
              .formatted(this));
    }
    if (closing) {
      return;
    }
    size += data.length + HEADER_BYTES;
    outgoing.addLast(new DatagramPacket(Unpooled.copiedBuffer(data), address));
    markDirty();
    flow.grown(size, loop(), this);
  }

  @Override
  public void close() {
    if (!closing) {
      closing = true;
      arrived.clear();
      if (size == 0) {
        lose();
      }
      markDirty();
    }
  }

  @Override
  public void abort() {
    closing = true;
    arrived.clear();
    outgoing.forEach(DatagramPacket::release);
    outgoing.clear();
    lose();
    markDirty();
  }

  private void lose() {
    if (!lost) {
      lost = true;
      lossToTell = true;
      schedule();
    }
  }

  @Override
  public void closeNow() {
    channel.unsafe().closeForcibly();
    abort();
  }

  @Override
  public boolean isClosing() {
    return closing;
  }

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> info) {
    SocketAddress address = null;
    if (info.equals(ExtraInfo.PEERNAME)) {
      address = connected ? remote : null;
    } else if (info.equals(ExtraInfo.SOCKNAME)) {
      address = channel.localAddress();
    }
    return info.type().isInstance(address) ? info.type().cast(address) : null;
  }

  @Override
  public void setProtocol(BaseProtocol protocol) {
    if (!(protocol instanceof DatagramProtocol datagrams)) {
      throw new IllegalArgumentException("expected a DatagramProtocol, got %s".formatted(protocol));
    }
    this.protocol = datagrams;
  }

  @Override
  public BaseProtocol getProtocol() {
    return protocol;
  }

  @Override
  public String toString() {
    return "DatagramTransport[%s, %s]"
        .formatted(closing ? "closed" : "open", channel.localAddress());
  }
}
