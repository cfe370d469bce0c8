package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.FileRegion;
import io.netty.channel.nio.AbstractNioByteChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket of the JDK, of any family, in Netty's selector. Unlike Netty's channel for Unix
 * sockets it knows half-closure: the end of the other side's half is told, and closes nothing.
 */
final class NioSocket extends AbstractNioByteChannel implements HalfClosing {
  private final Config config = new Config(this);
  private boolean inputShutdown;
  private boolean outputShutdown;

  /**
   * Makes a channel of a socket.
   *
   * @param parent the one that has accepted it, if any
   */
  NioSocket(@Nullable Channel parent, SocketChannel socket) {
    super(parent, socket);
  }

  /** {@return one that is to be connected to a Unix socket} */
  static NioSocket unix() {
    try {
      return new NioSocket(null, SocketChannel.open(StandardProtocolFamily.UNIX));
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  @Override
  protected SocketChannel javaChannel() {
    return (SocketChannel) super.javaChannel();
  }

  // --- connecting --------------------------------------------------------------------------------

  @Override
  protected boolean doConnect(SocketAddress remote, @Nullable SocketAddress local)
      throws IOException {
    if (!javaChannel().connect(remote)) {
      // A Unix socket is connected at once or not at all: the server's backlog is full.
      doClose();
      throw new ConnectException("Resource temporarily unavailable");
    }
    return true;
  }

  @Override
  protected void doFinishConnect() {
    throw new UnsupportedOperationException("it is connected at once");
  }

  @Override
  protected void doBind(SocketAddress local) throws IOException {
    javaChannel().bind(local);
  }

  // --- reading -----------------------------------------------------------------------------------

  @Override
  protected void doBeginRead() throws Exception {
    if (!inputShutdown) {
      super.doBeginRead();
    }
  }

  @Override
  protected int doReadBytes(ByteBuf buffer) throws IOException {
    int room = buffer.writableBytes();
    unsafe().recvBufAllocHandle().attemptedBytesRead(room);
    int bytes = buffer.writeBytes(javaChannel(), room);
    if (bytes >= 0 || !config.halfClosure) {
      return bytes;
    }
    inputShutdown = true;
    clearReadPending();
    pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    return 0; // Netty would close the channel for -1
  }

  @Override
  protected boolean isInputShutdown0() {
    return inputShutdown;
  }

  // --- writing -----------------------------------------------------------------------------------

  @Override
  protected int doWriteBytes(ByteBuf buffer) throws IOException {
    return buffer.readBytes(javaChannel(), buffer.readableBytes());
  }

  @Override
  protected long doWriteFileRegion(FileRegion region) throws IOException {
    return region.transferTo(javaChannel(), region.transferred());
  }

  // --- the end -----------------------------------------------------------------------------------

  @Override
  protected void doShutdownOutput() throws IOException {
    outputShutdown = true;
    javaChannel().shutdownOutput();
  }

  @Override
  protected void doClose() throws IOException {
    javaChannel().close();
  }

  @Override
  protected void doDisconnect() throws IOException {
    doClose();
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    try {
      inputShutdown = true;
      clearReadPending();
      javaChannel().shutdownInput();
      return promise.setSuccess();
    } catch (IOException failed) {
      return promise.setFailure(failed);
    }
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    ((AbstractUnsafe) unsafe()).shutdownOutput(promise);
    return promise;
  }

  @Override
  public boolean isInputShutdown() {
    return inputShutdown;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShutdown;
  }

  // --- the rest ----------------------------------------------------------------------------------

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isActive() {
    return javaChannel().isOpen() && javaChannel().isConnected();
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
    try {
      return javaChannel().getRemoteAddress();
    } catch (IOException closed) {
      return null;
    }
  }

  /** Knows half-closure, and tells when reading is to end. */
  private static final class Config extends DefaultChannelConfig {
    private final NioSocket socket;
    private boolean halfClosure;

    Config(NioSocket socket) {
      super(socket);
      this.socket = socket;
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
      if (option == ChannelOption.ALLOW_HALF_CLOSURE) {
        halfClosure = (Boolean) value;
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
