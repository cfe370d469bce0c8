package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to be sent, which tells its sender as soon as some have been: Netty moves the reader's
 * index, and releases what is used up. It comes from a stock and goes back there.
 */
final class OutBuffer extends UnpooledDirectByteBuf {

  /** Is told that bytes have left. */
  interface Sender {
    void sent(int bytes);
  }

  private final Buffers home;
  private final MemorySegment memory;
  private @Nullable Sender sender;
  private int told; // how many bytes the sender has been told of

  OutBuffer(Buffers home, int capacity) {
    super(UnpooledByteBufAllocator.DEFAULT, capacity, capacity);
    this.home = home;
    this.memory = MemorySegment.ofBuffer(internalNioBuffer(0, capacity));
  }

  void setSender(@Nullable Sender sender) {
    this.sender = sender;
  }

  /** Appends as much as there is room for. {@return how much that was} */
  int append(byte[] data, int from) {
    int start = writerIndex();
    int bytes = Math.min(capacity() - start, data.length - from);
    internalNioBuffer(start, bytes).put(data, from, bytes);
    writerIndex(start + bytes);
    return bytes;
  }

  /** Appends as much as there is room for. {@return how much that was} */
  int append(ByteBuffer data) {
    int start = writerIndex();
    int bytes = Math.min(capacity() - start, data.remaining());
    internalNioBuffer(start, bytes).put(data.slice(data.position(), bytes));
    data.position(data.position() + bytes);
    writerIndex(start + bytes);
    return bytes;
  }

  /** Sends as much as a socket takes now. */
  void sendOn(DirectSocket socket) throws IOException {
    int start = readerIndex();
    int sent = socket.send(memory.asSlice(start, writerIndex() - start));
    if (sent > 0) {
      readerIndex(start + sent);
    }
  }

  @Override
  public ByteBuf readerIndex(int index) {
    super.readerIndex(index);
    int bytes = index - told;
    if (sender != null && bytes > 0) {
      told = index;
      sender.sent(bytes);
    }
    return this;
  }

  /** It has been taken from the stock. */
  void revive() {
    resetRefCnt();
    clear();
  }

  @Override
  protected void deallocate() {
    Sender last = sender;
    sender = null;
    // Not what is readable: TLS skips what it has taken.
    int bytes = writerIndex() - told;
    told = 0;
    if (!home.giveBack(this)) {
      free();
    }
    if (last != null && bytes > 0) {
      last.sent(bytes);
    }
  }

  void free() {
    super.deallocate();
  }
}
