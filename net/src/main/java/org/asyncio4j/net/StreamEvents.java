package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/** Passes on what Netty says of a channel to its transport. */
final class StreamEvents extends ChannelInboundHandlerAdapter {
  // Flow control is the transport's: Netty's has nothing to say.
  private static final WriteBufferWaterMark NO_MARKS =
      new WriteBufferWaterMark(Integer.MAX_VALUE - 1, Integer.MAX_VALUE);

  private final StreamTransport transport;

  StreamEvents(StreamTransport transport) {
    this.transport = transport;
  }

  /** Has a channel report to its transport. */
  static void connect(StreamTransport transport) {
    Channel channel = transport.channel;
    channel.config().setRecvByteBufAllocator(new ReceiveAllocator(transport));
    channel.config().setWriteBufferWaterMark(NO_MARKS);
    channel.pipeline().addLast(new StreamEvents(transport));
    EarlyEvents.tell(channel);
  }

  /** What a channel needs before it is open. */
  static void prepare(Channel channel) {
    channel.config().setAutoRead(false);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.config().setConnectTimeoutMillis(0);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    transport.onReceived((ByteBuf) message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      transport.onEof();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    transport.onError(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    transport.onInactive();
  }
}
