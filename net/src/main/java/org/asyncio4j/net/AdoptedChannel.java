package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A channel of the JDK as one of Netty's. epoll cannot take its descriptor over, so {@link
 * Readiness} waits for it. Reads and writes at the end of an iteration, as all channels do.
 */
final class AdoptedChannel extends AbstractChannel implements HalfClosing {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  private final NettyReactor reactor;
  private final SocketChannel socket;
  private final Config config = new Config(this);
  private boolean inputShutdown;
  private boolean outputShutdown;
  private boolean reading;
  private boolean writing;

  AdoptedChannel(NettyReactor reactor, SocketChannel socket) {
    super(null);
    this.reactor = reactor;
    this.socket = socket;
  }

  // --- reading -----------------------------------------------------------------------------------

  @Override
  protected void doBeginRead() {
    if (!reading && !inputShutdown) {
      reading = true;
      reactor.readiness().addReader(socket, () -> reactor.later(this::readNow));
    }
  }

  private void endRead() {
    if (reading) {
      reading = false;
      reactor.readiness().removeReader(socket);
    }
  }

  private void readNow() {
    if (!reading || !isOpen()) {
      return;
    }
    ByteBuf buffer = unsafe().recvBufAllocHandle().allocate(alloc());
    try {
      int bytes = buffer.writeBytes(socket, buffer.writableBytes());
      if (bytes > 0) {
        pipeline().fireChannelRead(buffer);
        pipeline().fireChannelReadComplete();
        return;
      }
      buffer.release();
      if (bytes < 0) {
        inputEnded();
      }
    } catch (IOException failed) {
      buffer.release();
      pipeline().fireExceptionCaught(failed);
      unsafe().close(voidPromise());
    }
  }

  private void inputEnded() {
    inputShutdown = true;
    endRead();
    if (config.halfClosure) {
      pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    } else {
      unsafe().close(voidPromise());
    }
  }

  // --- writing -----------------------------------------------------------------------------------

  @Override
  protected void doWrite(ChannelOutboundBuffer out) throws Exception {
    for (Object message; (message = out.current()) != null; ) {
      if (!writeSome(out, message)) {
        if (!writing) {
          writing = true;
          reactor.readiness().addWriter(socket, () -> reactor.later(this::writeNow));
        }
        return;
      }
    }
    endWrite();
  }

  /** {@return whether the system has taken anything, or there was nothing} */
  private boolean writeSome(ChannelOutboundBuffer out, Object message) throws IOException {
    if (message instanceof FileRegion file) {
      long left = file.count() - file.transferred();
      boolean some = left == 0 || file.transferTo(socket, file.transferred()) > 0;
      return some && (file.transferred() < file.count() || out.remove());
    }
    ByteBuf buffer = (ByteBuf) message;
    if (!buffer.isReadable()) {
      return out.remove();
    }
    int bytes = socket.write(buffer.nioBuffer());
    if (bytes > 0) {
      out.removeBytes(bytes);
    }
    return bytes > 0;
  }

  private void writeNow() {
    if (writing && isOpen()) {
      unsafe().flush();
    }
  }

  private void endWrite() {
    if (writing) {
      writing = false;
      reactor.readiness().removeWriter(socket);
    }
  }

  // --- the end -----------------------------------------------------------------------------------

  @Override
  protected void doShutdownOutput() throws IOException {
    outputShutdown = true;
    socket.shutdownOutput();
  }

  @Override
  protected void doClose() throws IOException {
    if (!reactor.closed()) {
      endRead();
      endWrite();
    }
    socket.close();
  }

  @Override
  protected void doDisconnect() throws IOException {
    doClose();
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    try {
      inputShutdown = true;
      endRead();
      socket.shutdownInput();
      return promise.setSuccess();
    } catch (IOException failed) {
      return promise.setFailure(failed);
    }
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
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public boolean isActive() {
    return socket.isOpen() && socket.isConnected();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop instanceof NettyLoop;
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    try {
      return socket.getLocalAddress();
    } catch (IOException closed) {
      return null;
    }
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    try {
      return socket.getRemoteAddress();
    } catch (IOException closed) {
      return null;
    }
  }

  @Override
  protected void doBind(SocketAddress localAddress) {
    throw new UnsupportedOperationException("it is connected");
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        promise.setFailure(new UnsupportedOperationException("it is connected"));
      }
    };
  }

  /** Knows half-closure, and tells when reading is to end. */
  private static final class Config extends DefaultChannelConfig {
    private final AdoptedChannel adopted;
    private boolean halfClosure;

    Config(Channel channel) {
      super(channel);
      this.adopted = (AdoptedChannel) channel;
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
      adopted.endRead();
    }
  }
}
