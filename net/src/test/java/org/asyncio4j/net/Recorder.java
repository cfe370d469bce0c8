package org.asyncio4j.net;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Event;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/** A protocol that writes down what it is told. */
class Recorder implements Protocol {
  final List<String> events = new ArrayList<>();
  final StringBuilder text = new StringBuilder();
  final Future<@Nullable Throwable> lost = Asyncio.getRunningLoop().createFuture();
  private final Event something = new Event();
  @Nullable Transport transport;
  AfterEof afterEof = AfterEof.CLOSE;
  int received;

  Transport transport() {
    return Required.argument(transport, "transport");
  }

  @Override
  public void connectionMade(BaseTransport transport) {
    this.transport = (Transport) transport;
    note("made");
  }

  @Override
  public void dataReceived(byte[] data) {
    received += data.length;
    text.append(new String(data, StandardCharsets.ISO_8859_1));
    something.set();
  }

  @Override
  public AfterEof eofReceived() {
    note("eof");
    return afterEof;
  }

  @Override
  public void pauseWriting() {
    note("pause");
  }

  @Override
  public void resumeWriting() {
    note("resume");
  }

  @Override
  public void connectionLost(@Nullable Throwable exception) {
    note(exception == null ? "lost" : "lost " + exception);
    if (!lost.done()) {
      lost.setResult(exception);
    }
  }

  private void note(String event) {
    events.add(event);
    something.set();
  }

  /** Waits until so many bytes have come. */
  String await(int bytes) {
    while (received < bytes && !lost.done()) {
      something.clear();
      something.await();
    }
    return text.toString();
  }

  /** Waits until it has been told of something. */
  void awaitEvent(String event) {
    while (!events.contains(event)) {
      something.clear();
      something.await();
    }
  }
}
