package org.asyncio4j.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.asyncio4j.Asyncio;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a connection. To write is never to wait: what cannot be sent at once is kept;
 * so whoever writes much calls {@link #drain} now and then, which waits while too much is kept.
 * Loop thread only.
 *
 * <p>One that is neither closed nor in use any more, nor its reader, is found out by the garbage
 * collector: its connection is closed and a warning is logged.
 *
 * <p>Python: {@code asyncio.StreamWriter}.
 */
public final class StreamWriter implements AutoCloseable {
  private final StreamFlowControl protocol;
  private final @Nullable StreamReader reader;
  private final @Nullable AbandonedWriter watch; // none in a simulation: it would depend on the JVM
  private WriteTransport transport;

  /**
   * Makes the writer of a connection.
   *
   * @param transport sends
   * @param protocol the transport's
   * @param reader the connection's, whose failure {@link #drain} throws, or null if there is none
   */
  public StreamWriter(
      WriteTransport transport, StreamReaderProtocol protocol, @Nullable StreamReader reader) {
    this(transport, (StreamFlowControl) protocol, reader);
  }

  StreamWriter(
      WriteTransport transport, StreamFlowControl protocol, @Nullable StreamReader reader) {
    this.transport = Objects.requireNonNull(transport, "transport");
    this.protocol = Objects.requireNonNull(protocol, "protocol");
    this.reader = reader;
    this.watch =
        MachineNetwork.isCurrent() ? AbandonedWriter.over(this, protocol.loop(), transport) : null;
    if (reader != null) {
      reader.writer = this;
    }
  }

  /** {@return what sends} */
  public WriteTransport transport() {
    return transport;
  }

  // --- writing ----------------------------------------------------------------------------------

  /**
   * Sends bytes, now or later; after the loss of the connection they are dropped.
   *
   * @param data is copied: the caller may use the array again
   * @throws IllegalStateException after {@link #writeEof}
   */
  public void write(byte[] data) {
    transport.write(data);
  }

  /**
   * Sends the remaining bytes of a buffer, which is then at its limit.
   *
   * @param data is copied: the caller may use the buffer again
   * @throws IllegalStateException after {@link #writeEof}
   */
  public void write(ByteBuffer data) {
    transport.write(data);
  }

  /**
   * Sends several pieces, one after the other.
   *
   * @param pieces each is copied
   * @throws IllegalStateException after {@link #writeEof}
   */
  public void writelines(Iterable<byte[]> pieces) {
    transport.writelines(pieces);
  }

  /**
   * Waits while the transport keeps more than its high-water mark, until it is down to the low one;
   * else returns at once. Any number of tasks may wait. If the connection is closing it gives up
   * one iteration of the loop, so that who writes and drains for ever learns of the loss.
   *
   * <p>A cancellation while it waits changes nothing: what was written is sent.
   *
   * @throws ConnectionResetException if the connection is gone
   * @throws IOException or another exception, the very one that the connection failed with
   */
  public void drain() throws IOException {
    if (reader != null) {
      Throwable failure = reader.exception();
      if (failure != null) {
        throw Throwing.asIs(failure);
      }
    }
    if (transport.isClosing()) {
      Asyncio.sleep(0);
    }
    protocol.awaitDrained(transport);
  }

  /** Waits only if a transport has too much to send, and says what is wrong only if it is. */
  void drainIfNeeded() throws IOException {
    if (protocol.isPaused() || transport.isClosing()) {
      drain();
    }
  }

  /** Refuses threads that do not run this writer's loop. */
  void requireThread(String what) {
    StreamThread.require(protocol.loop(), what);
  }

  /**
   * Ends the sending side when all is sent; receiving goes on.
   *
   * @throws UnsupportedOperationException if this kind of connection cannot
   */
  public void writeEof() {
    transport.writeEof();
  }

  /** {@return whether {@link #writeEof} works here} */
  public boolean canWriteEof() {
    return transport.canWriteEof();
  }

  /**
   * {@return a view for whoever wants an {@link OutputStream}} To be written in tasks of this loop:
   * it suspends them while too much is kept to be sent, also within one long write. {@code flush}
   * is {@link #drain}; {@code close} drains and closes the connection, as that of a socket does.
   * Every write goes to the transport: put a {@link java.io.BufferedOutputStream} before it if they
   * are small.
   */
  public OutputStream asOutputStream() {
    return new WriterOutputStream(this);
  }

  // --- the end ----------------------------------------------------------------------------------

  /**
   * Closes the connection, both sides: nothing more is received, what has been written is sent.
   * Does not wait for that, and throws nothing: {@link #waitClosed} does. Closing again does
   * nothing.
   */
  @Override
  public void close() {
    if (watch != null) {
      watch.closed();
    }
    transport.close();
  }

  /** {@return whether the connection is closed, or about to be} */
  public boolean isClosing() {
    return transport.isClosing();
  }

  /**
   * Waits until the connection is gone, after {@link #close}. Any number of tasks may wait; to
   * cancel one concerns no other.
   *
   * @throws IOException or another exception, the very one that the connection ended with, if it
   *     did so
   */
  public void waitClosed() throws IOException {
    protocol.awaitClosed(this);
  }

  /** As {@link #waitClosed}, however the connection ended. */
  void awaitGone() {
    protocol.awaitGone();
  }

  // --- more -------------------------------------------------------------------------------------

  /**
   * {@return what is known about the connection under a name, or null if nothing is}
   *
   * @param info the name
   * @param <T> what it stands for
   */
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> info) {
    return transport.getExtraInfo(info);
  }

  /**
   * {@return what is known about the connection under a name}
   *
   * @param info the name
   * @param fallback what to return if nothing is
   * @param <T> what it stands for
   */
  public <T> T getExtraInfo(ExtraInfo<T> info, T fallback) {
    T known = transport.getExtraInfo(info);
    return known == null ? fallback : known;
  }

  /**
   * Has TLS take over this connection, when what was written is drained.
   *
   * @param upgrade makes the connection a secure one
   * @throws IOException or another exception, if that fails
   * @throws IllegalStateException if the connection does not both send and receive
   */
  void startTls(TlsUpgrade upgrade) throws IOException {
    if (!(transport instanceof Transport plain)) {
      throw new IllegalStateException(
          "startTls() needs a connection that sends and receives, got " + transport);
    }
    drain();
    Transport secure = upgrade.startTls(plain, protocol, protocol.isServerSide());
    transport = secure;
    if (watch != null) {
      watch.follow(secure);
    }
    protocol.transportReplaced(secure);
  }

  /**
   * Goes on with TLS on the same connection; what has been written is sent before. Needs an
   * agreement of the two sides as to when, as protocols have it that know a command for this.
   *
   * <p>If it is cancelled or fails, the connection is closed.
   *
   * <p>Python: {@code StreamWriter.start_tls}.
   *
   * @param context keys and trusted certificates
   * @throws IOException if the handshake fails, or the connection is lost
   */
  public void startTls(SSLContext context) throws IOException {
    startTls(context, TlsOptions.DEFAULT);
  }

  /**
   * As {@link #startTls(SSLContext)}, with options.
   *
   * @param context keys and trusted certificates
   * @param options host name, application protocols, time limits; which side this is, is known
   * @throws IOException if the handshake fails, or the connection is lost
   */
  public void startTls(SSLContext context, TlsOptions options) throws IOException {
    startTls(
        (plain, reading, serverSide) ->
            Net.startTls(plain, reading, context, serverSide ? options.withServerSide() : options));
  }

  @Override
  public String toString() {
    return "StreamWriter[transport=%s%s]"
        .formatted(transport, reader == null ? "" : ", reader=" + reader);
  }
}
