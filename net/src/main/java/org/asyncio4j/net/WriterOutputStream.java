package org.asyncio4j.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A writer as an {@link OutputStream}, for tasks of its loop. */
final class WriterOutputStream extends OutputStream {
  // A longer write is sent in pieces, so that no more than one of them is kept above the marks.
  private static final int PIECE = 64 * 1024;

  private final StreamWriter writer;
  private boolean closed;

  WriterOutputStream(StreamWriter writer) {
    this.writer = writer;
  }

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] data, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, data.length);
    check();
    for (int sent = 0; sent < length; ) {
      writer.drainIfNeeded();
      int piece = Math.min(PIECE, length - sent);
      writer.write(ByteBuffer.wrap(data, offset + sent, piece));
      sent += piece;
    }
  }

  @Override
  public void flush() throws IOException {
    check();
    writer.drain();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    try {
      if (!writer.isClosing()) {
        flush();
      }
    } finally {
      closed = true;
      writer.close();
    }
  }

  private void check() throws IOException {
    writer.requireThread("the OutputStream of a StreamWriter");
    if (closed) {
      throw new IOException("this view of %s is closed".formatted(writer));
    }
  }

  @Override
  public String toString() {
    return "OutputStream of " + writer;
  }
}
