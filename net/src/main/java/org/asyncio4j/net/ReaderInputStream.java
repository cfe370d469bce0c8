package org.asyncio4j.net;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A reader as an {@link InputStream}, for tasks of its loop. */
final class ReaderInputStream extends InputStream {
  private final StreamReader reader;
  private boolean closed;

  ReaderInputStream(StreamReader reader) {
    this.reader = reader;
  }

  @Override
  public int read() throws IOException {
    check();
    return reader.readByte();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    check();
    return length == 0 ? 0 : reader.readInto(target, offset, length);
  }

  @Override
  public int available() throws IOException {
    check();
    return reader.buffered();
  }

  /** Ends this view, not the connection. */
  @Override
  public void close() {
    closed = true;
  }

  private void check() throws IOException {
    StreamThread.require(reader.loop(), "the InputStream of a StreamReader");
    if (closed) {
      throw new IOException("this view of %s is closed".formatted(reader));
    }
  }

  @Override
  public String toString() {
    return "InputStream of " + reader;
  }
}
