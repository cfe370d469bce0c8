package org.asyncio4j.benchmarks.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** A {@link Client} over TLS. */
final class TlsClient extends Client {
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final SSLEngine engine;
  private final MemorySegment incoming;
  private final MemorySegment outgoing;
  private final ByteBuffer in; // encrypted, from 0 to its position
  private final ByteBuffer out; // encrypted, from its position to its limit
  private final ByteBuffer plain;
  private final MemorySegment plainMemory;
  private final ByteBuffer request;

  TlsClient(Arena arena, int socket, Dialogue dialogue, MemorySegment plain, SSLContext tls) {
    super(socket, dialogue, plain);
    this.engine = tls.createSSLEngine();
    engine.setUseClientMode(true);
    int packet = engine.getSession().getPacketBufferSize();
    this.incoming = arena.allocate(2L * packet);
    this.in = incoming.asByteBuffer();
    this.outgoing = arena.allocate(packet + dialogue.requestBytes() + dialogue.requestBytes() / 8L);
    this.out = outgoing.asByteBuffer().limit(0);
    this.plainMemory = plain;
    this.plain = plain.asByteBuffer();
    this.request = dialogue.request().asByteBuffer();
  }

  /** Agrees with the server on keys, and waits for it. */
  void handshake() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> {
          out.clear();
          engine.wrap(NOTHING, out);
          out.flip();
          while (out.hasRemaining()) {
            sendMore();
          }
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrapHandshake();
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  private void unwrapHandshake() throws IOException {
    in.flip();
    SSLEngineResult result = engine.unwrap(in, plain.clear());
    in.compact();
    if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      fill();
    }
  }

  private boolean fill() throws IOException {
    int count = Sockets.receive(socket, incoming.asSlice(in.position()), in.remaining());
    if (count == 0) {
      throw new BrokenException("the server has closed a connection");
    }
    if (count > 0) {
      in.position(in.position() + count);
    }
    return count > 0;
  }

  private void runTasks() {
    for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
      task.run();
    }
  }

  @Override
  void begin(long now) throws IOException {
    out.clear();
    request.clear();
    while (request.hasRemaining()) {
      engine.wrap(request, out);
    }
    out.flip();
    super.begin(now);
  }

  @Override
  void sendMore() {
    while (out.hasRemaining()) {
      int count = Sockets.send(socket, outgoing.asSlice(out.position()), out.remaining());
      if (count <= 0) {
        full(true);
        return;
      }
      out.position(out.position() + count);
    }
    full(false);
  }

  @Override
  boolean receive(boolean verifying) throws IOException {
    boolean complete = false;
    while (fill()) { // until nothing is left: what is left is not told again
      in.flip();
      complete |= decrypt(verifying);
      in.compact();
    }
    return complete;
  }

  private boolean decrypt(boolean verifying) throws IOException {
    boolean complete = false;
    while (in.hasRemaining()) {
      SSLEngineResult result = engine.unwrap(in, plain.clear());
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
        break;
      }
      if (result.getStatus() != SSLEngineResult.Status.OK) {
        throw new BrokenException("TLS: " + result);
      }
      if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        runTasks();
      }
      complete |= take(plainMemory, result.bytesProduced(), verifying);
    }
    return complete;
  }
}
