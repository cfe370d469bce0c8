package org.asyncio4j.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A transport that only writes down what is asked of it. */
final class RecordingTransport implements Transport {
  final List<String> calls = new ArrayList<>();
  private final String name;
  boolean canPause = true;
  boolean closing;

  RecordingTransport() {
    this("RecordingTransport");
  }

  RecordingTransport(String name) {
    this.name = name;
  }

  @Override
  public void close() {
    calls.add("close");
    closing = true;
  }

  @Override
  public boolean isClosing() {
    return closing;
  }

  @Override
  public <T> T getExtraInfo(ExtraInfo<T> info) {
    return null;
  }

  @Override
  public void setProtocol(BaseProtocol protocol) {}

  @Override
  public BaseProtocol getProtocol() {
    return new Protocol() {};
  }

  @Override
  public boolean isReading() {
    return true;
  }

  @Override
  public void pauseReading() {
    if (!canPause) {
      throw new UnsupportedOperationException();
    }
    calls.add("pause");
  }

  @Override
  public void resumeReading() {
    calls.add("resume");
  }

  @Override
  public void write(byte[] data) {
    calls.add("write " + StreamReaderTest.text(data));
  }

  @Override
  public void write(ByteBuffer data) {
    byte[] copy = new byte[data.remaining()];
    data.get(copy);
    write(copy);
  }

  @Override
  public void writeEof() {
    calls.add("writeEof");
  }

  @Override
  public boolean canWriteEof() {
    return true;
  }

  @Override
  public void abort() {
    calls.add("abort");
  }

  @Override
  public int getWriteBufferSize() {
    return 0;
  }

  @Override
  public WriteBufferLimits getWriteBufferLimits() {
    return WriteBufferLimits.DEFAULT;
  }

  @Override
  public void setWriteBufferLimits(WriteBufferLimits limits) {}

  @Override
  public String toString() {
    return name;
  }
}
