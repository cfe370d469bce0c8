package org.asyncio4j.net;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;

/** What our channels over the JDK's sockets say of half-closure in the same words. */
interface HalfClosing extends DuplexChannel {

  @Override
  default ChannelFuture shutdown(ChannelPromise promise) {
    shutdownInput();
    return shutdownOutput(promise);
  }

  @Override
  default ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  default ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  default ChannelFuture shutdown() {
    return shutdown(newPromise());
  }

  @Override
  default boolean isShutdown() {
    return isInputShutdown() && isOutputShutdown();
  }
}
