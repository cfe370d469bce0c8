package org.asyncio4j.benchmarks.load;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A connection that sends a request, waits until the whole answer is there, and so on. */
class Client {
  /** What has gone wrong, for which no figure is better than a wrong one. */
  static final class BrokenException extends IOException {
    private static final long serialVersionUID = 1;

    BrokenException(String message) {
      super(message);
    }
  }

  final int socket;
  final Dialogue dialogue;
  private final MemorySegment receiving;
  private final long receivingBytes;
  private int sent;
  private int answered;
  private boolean full; // the system takes no more for now
  long started;

  Client(int socket, Dialogue dialogue, MemorySegment receiving) {
    this.socket = socket;
    this.dialogue = dialogue;
    this.receiving = receiving;
    this.receivingBytes = receiving.byteSize();
  }

  /** Sends a request, or as much of it as can be sent. */
  void begin(long now) throws IOException {
    started = now;
    sent = 0;
    answered = 0;
    sendMore();
  }

  void sendMore() throws IOException {
    int bytes = dialogue.requestBytes();
    while (sent < bytes) {
      int count =
          Sockets.send(
              socket,
              sent == 0 ? dialogue.request() : dialogue.request().asSlice(sent),
              bytes - sent);
      if (count <= 0) {
        full = true;
        return;
      }
      sent += count;
    }
    full = false;
  }

  boolean full() {
    return full;
  }

  void full(boolean isFull) {
    full = isFull;
  }

  /** Takes what has come. {@return whether the answer is complete} */
  boolean receive(boolean verifying) throws IOException {
    int count =
        verifying
            ? Sockets.receive(socket, receiving, receivingBytes)
            : Sockets.discard(socket, receiving, receivingBytes);
    if (count == 0) {
      throw new BrokenException("the server has closed a connection");
    }
    return count > 0 && take(receiving, count, verifying);
  }

  /** {@return whether the answer is complete with this} */
  final boolean take(MemorySegment data, int bytes, boolean verifying) throws BrokenException {
    if (answered + bytes > dialogue.answerBytes()) {
      throw new BrokenException(
          "an answer of more than %s bytes".formatted(dialogue.answerBytes()));
    }
    if (verifying
        && MemorySegment.mismatch(
                data, 0, bytes, dialogue.answer(), answered, (long) answered + bytes)
            >= 0) {
      throw new BrokenException("an answer that is not the expected one");
    }
    answered += bytes;
    return answered == dialogue.answerBytes();
  }
}
