package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Consumer;
import java.util.function.Function;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/** Opens channels: the calling task waits, and leaves none behind if it is cancelled. */
final class Channels {
  private Channels() {}

  /** {@return a channel that is connected} */
  static Channel connect(
      NettyReactor reactor,
      Function<Native, Channel> kind,
      SocketAddress remote,
      @Nullable SocketAddress local)
      throws IOException {
    return connect(reactor, kind, Transports::prepare, remote, local);
  }

  static Channel connect(
      NettyReactor reactor,
      Function<Native, Channel> kind,
      Consumer<Channel> options,
      SocketAddress remote,
      @Nullable SocketAddress local)
      throws IOException {
    return new Opening(reactor, remote).open(kind, options, local, true);
  }

  /** {@return a channel that is connected already} */
  static Channel adopt(NettyReactor reactor, Function<Native, Channel> kind, SocketAddress remote)
      throws IOException {
    return new Opening(reactor, remote).open(kind, StreamEvents::prepare, null, false);
  }

  /** {@return a channel that listens} */
  static Channel listen(
      NettyReactor reactor,
      Function<Native, Channel> kind,
      Consumer<Channel> options,
      SocketAddress local)
      throws IOException {
    return new Opening(reactor, local).open(kind, options, local, false);
  }

  /** Gives a channel back that has no owner. On the loop's thread. */
  static void discard(NettyReactor reactor, Channel channel) {
    if (channel.isRegistered()) {
      channel.close();
    } else {
      channel.unsafe().closeForcibly();
    }
  }

  /** One attempt. */
  private static final class Opening implements NettyReactor.Holder {
    private final NettyReactor reactor;
    private final SocketAddress address;
    private final Future<Channel> done;
    private @Nullable Channel channel;

    Opening(NettyReactor reactor, SocketAddress address) {
      this.reactor = reactor;
      this.address = address;
      this.done = reactor.loop().createFuture();
    }

    Channel open(
        Function<Native, Channel> kind,
        Consumer<Channel> options,
        @Nullable SocketAddress local,
        boolean connect)
        throws IOException {
      reactor.opened(this);
      reactor.later(() -> begin(kind, options, local, connect));
      try {
        return Asyncio.await(done, IOException.class);
      } catch (Throwable thrown) {
        reactor.later(this::discard);
        throw thrown;
      } finally {
        reactor.closed(this);
      }
    }

    private void begin(
        Function<Native, Channel> kind,
        Consumer<Channel> options,
        @Nullable SocketAddress local,
        boolean connect) {
      if (done.done()) {
        return; // cancelled already
      }
      try {
        Channel made = kind.apply(reactor.kind());
        channel = made;
        options.accept(made);
        ChannelFuture registered = reactor.netty().add(made);
        if (!registered.isSuccess()) {
          fail(registered.cause());
          return;
        }
        if (local != null) {
          ChannelFuture bound = made.bind(reactor.kind().ofChannel(local));
          if (!bound.isSuccess()) {
            failAs(Failures.bind(bound.cause(), local));
            return;
          }
        }
        if (connect) {
          made.pipeline().addLast(new EarlyEvents());
          made.connect(reactor.kind().ofChannel(address)).addListener(this::connected);
        } else {
          succeed();
        }
      } catch (Exception thrown) {
        fail(thrown);
      }
    }

    private void connected(io.netty.util.concurrent.Future<?> connected) {
      if (connected.isSuccess()) {
        succeed();
      } else {
        fail(connected.cause());
      }
    }

    private void succeed() {
      reactor.busy();
      if (!done.done()) {
        done.setResult(Required.argument(channel, "channel"));
      }
    }

    private void fail(@Nullable Throwable cause) {
      failAs(Failures.of(Required.argument(cause, "cause"), address));
    }

    private void failAs(Throwable failure) {
      reactor.busy();
      discard();
      if (!done.done() && !reactor.loop().isClosed()) {
        done.setException(failure);
      }
    }

    private void discard() {
      if (channel != null) {
        Channels.discard(reactor, channel);
        channel = null;
      }
    }

    @Override
    public void closeNow() {
      discard();
    }

    @Override
    public String toString() {
      return "attempt to open a socket for %s".formatted(address);
    }
  }
}
