package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.function.Supplier;
import org.asyncio4j.Context;
import org.asyncio4j.ErrorReport;
import org.jspecify.annotations.Nullable;

/** A socket of a server. */
final class Listener extends ChannelInboundHandlerAdapter
    implements ListeningSocket, NettyReactor.Holder {
  // asyncio's ACCEPT_RETRY_DELAY.
  private static final double RETRY_SECONDS = 1;

  private final NettyReactor reactor;
  private final Channel channel;
  private final SocketAddress address;
  private final @Nullable UnixFile file;
  private final Supplier<? extends BaseProtocol> factory;
  private final ServerOptions options;
  private final Context context;
  private @Nullable Server server;
  private boolean accepting;

  Listener(
      NettyReactor reactor,
      Channel channel,
      Supplier<? extends BaseProtocol> factory,
      ServerOptions options,
      Context context) {
    this.reactor = reactor;
    this.channel = channel;
    this.address = Required.argument(Native.ofJdk(channel.localAddress()), "address");
    this.file =
        address instanceof UnixDomainSocketAddress unix ? UnixFile.of(unix.getPath()) : null;
    this.factory = factory;
    this.options = options;
    this.context = context;
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void start(Server server) {
    this.server = server;
    accepting = true;
    reactor.later(this::apply);
  }

  @Override
  public void close() {
    accepting = false;
    reactor.closed(this);
    if (file != null) {
      file.delete();
    }
    if (!reactor.closed()) {
      reactor.later(channel::close);
    }
  }

  @Override
  public void closeNow() {
    if (file != null) {
      file.delete();
    }
    channel.unsafe().closeForcibly();
  }

  private void apply() {
    channel.config().setAutoRead(accepting && channel.isOpen());
  }

  // --- in Netty, on the loop's thread while it waits ---------------------------------------------

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var accepted = new Accepted(reactor, (DuplexChannel) message);
    reactor.busy();
    if (!reactor.loop().isClosed()) {
      reactor.loop().callSoon(() -> accept(accepted), context);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    reactor.busy();
    if (!reactor.loop().isClosed()) {
      reactor.loop().callSoon(() -> acceptFailed(cause), context);
    }
    if (Failures.isOutOfDescriptors(cause)) {
      // The system goes on saying that somebody waits.
      channel.config().setAutoRead(false);
    }
  }

  // --- callbacks of the loop ---------------------------------------------------------------------

  private void acceptFailed(Throwable cause) {
    boolean scarce = Failures.isOutOfDescriptors(cause);
    String message = scarce ? "accept() out of system resource" : "accept() failed";
    reactor
        .loop()
        .callExceptionHandler(
            ErrorReport.of("%s on %s".formatted(message, address)).withException(cause));
    if (scarce && accepting) {
      reactor.loop().callLater(RETRY_SECONDS, this::retry, context);
    }
  }

  private void retry() {
    if (accepting) {
      reactor.later(this::apply);
    }
  }

  private void accept(Accepted accepted) {
    Server owner = server;
    if (!accepting || owner == null) {
      accepted.drop();
      return;
    }
    Channel child = accepted.release();
    try {
      Transports.accepted(reactor, child, factory.get(), options, context.copy(), owner);
    } catch (Throwable thrown) {
      reactor.later(child.unsafe()::closeForcibly);
      Failures.throwIfItLeavesTheLoop(thrown);
      reactor
          .loop()
          .callExceptionHandler(
              ErrorReport.of("Error on transport creation for incoming connection")
                  .withException(thrown));
    }
  }

  @Override
  public String toString() {
    return "server socket on %s".formatted(address);
  }

  /** A connection that nobody has been told of. */
  private static final class Accepted implements NettyReactor.Holder {
    private final NettyReactor reactor;
    private final DuplexChannel channel;

    Accepted(NettyReactor reactor, DuplexChannel channel) {
      this.reactor = reactor;
      this.channel = channel;
      reactor.opened(this);
    }

    DuplexChannel release() {
      reactor.closed(this);
      return channel;
    }

    void drop() {
      reactor.closed(this);
      reactor.later(channel.unsafe()::closeForcibly);
    }

    @Override
    public void closeNow() {
      channel.unsafe().closeForcibly();
    }

    @Override
    public String toString() {
      return "connection from %s".formatted(channel.remoteAddress());
    }
  }
}
