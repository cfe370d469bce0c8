package org.asyncio4j.net;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.AbstractNioMessageChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Unix socket that listens, in Netty's selector; what it accepts is a {@link NioSocket}. */
final class NioUnixServerSocket extends AbstractNioMessageChannel implements ServerChannel {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

  private final Config config = new Config(this);
  private boolean bound;

  NioUnixServerSocket() {
    super(null, open(), SelectionKey.OP_ACCEPT);
  }

  private static ServerSocketChannel open() {
    try {
      return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  @Override
  protected ServerSocketChannel javaChannel() {
    return (ServerSocketChannel) super.javaChannel();
  }

  @Override
  protected void doBind(SocketAddress local) throws IOException {
    javaChannel().bind(local, config.backlog);
    bound = true;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws IOException {
    SocketChannel socket = javaChannel().accept();
    if (socket == null) {
      return 0;
    }
    accepted.add(new NioSocket(this, socket));
    return 1;
  }

  @Override
  protected void doClose() throws IOException {
    javaChannel().close();
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  public boolean isActive() {
    return isOpen() && bound;
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    try {
      return javaChannel().getLocalAddress();
    } catch (IOException closed) {
      return null;
    }
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return null;
  }

  // --- what only a connection can do -------------------------------------------------------------

  @Override
  protected boolean doConnect(SocketAddress remote, SocketAddress local) {
    throw new UnsupportedOperationException("it listens");
  }

  @Override
  protected void doFinishConnect() {
    throw new UnsupportedOperationException("it listens");
  }

  @Override
  protected void doDisconnect() {
    throw new UnsupportedOperationException("it listens");
  }

  @Override
  protected boolean doWriteMessage(Object message, ChannelOutboundBuffer out) {
    throw new UnsupportedOperationException("it listens");
  }

  /** Knows a backlog, and tells when accepting is to end. */
  private static final class Config extends DefaultChannelConfig {
    private final NioUnixServerSocket socket;
    private int backlog;

    Config(NioUnixServerSocket socket) {
      super(socket);
      this.socket = socket;
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
      if (option == ChannelOption.SO_BACKLOG) {
        backlog = (Integer) value;
        return true;
      }
      return super.setOption(option, value);
    }

    @Override
    protected void autoReadCleared() {
      socket.clearReadPending();
    }
  }
}
