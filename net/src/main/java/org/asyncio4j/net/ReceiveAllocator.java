package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/** Has one system call receive as much as there is, into a buffer that the transport chooses. */
final class ReceiveAllocator implements RecvByteBufAllocator {

  /** Where to put what arrives. */
  interface Source {
    ByteBuf bufferToReceive(ByteBufAllocator allocator);
  }

  private final Source source;

  ReceiveAllocator(Source source) {
    this.source = source;
  }

  @Override
  @SuppressWarnings("deprecation") // Netty casts to it
  public Handle newHandle() {
    return new OneRead(source);
  }

  @SuppressWarnings("deprecation") // Netty casts to it
  private static final class OneRead implements ExtendedHandle {
    private final Source source;
    private int attempted;
    private int last;

    OneRead(Source source) {
      this.source = source;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return source.bufferToReceive(allocator);
    }

    @Override
    public int guess() {
      return Buffers.RECEIVE_BYTES;
    }

    @Override
    public void reset(ChannelConfig config) {}

    @Override
    public void incMessagesRead(int numMessages) {}

    @Override
    public void lastBytesRead(int bytes) {
      last = bytes;
    }

    @Override
    public int lastBytesRead() {
      return last;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    // One call for each time that the socket is found readable: other connections have their turn.
    @Override
    public boolean continueReading() {
      return false;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreDataSupplier) {
      return false;
    }

    @Override
    public void readComplete() {}
  }
}
