package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what Netty reports of a connection that is made and has no transport yet. A peer that sends
 * something and ends its half at once is read in the very wait that finds the connection made.
 */
final class EarlyEvents extends ChannelInboundHandlerAdapter {
  private final List<Object> messages = new ArrayList<>(0);
  private final List<Object> events = new ArrayList<>(0);

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    messages.add(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    events.add(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    events.add(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    messages.forEach(ReferenceCountUtil::release);
    messages.clear();
  }

  /** Tells the handlers that have come after this one, and takes it out. */
  static void tell(Channel channel) {
    EarlyEvents early = channel.pipeline().get(EarlyEvents.class);
    if (early == null) {
      return; // a server's: it is not read before it has a transport
    }
    ChannelHandlerContext ctx = channel.pipeline().context(early);
    early.messages.forEach(ctx::fireChannelRead);
    early.messages.clear();
    for (Object event : early.events) {
      if (event instanceof Throwable thrown) {
        ctx.fireExceptionCaught(thrown);
      } else {
        ctx.fireUserEventTriggered(event);
      }
    }
    early.events.clear();
    channel.pipeline().remove(early);
    if (!channel.isOpen()) {
      channel.pipeline().fireChannelInactive();
    }
  }
}
