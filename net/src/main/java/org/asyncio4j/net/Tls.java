package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.asyncio4j.TimerHandle;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of a connection: Netty's handler over the JDK's engine.
 *
 * <p>Python: {@code asyncio.sslproto.SSLProtocol}.
 */
final class Tls {
  /** More than a record of TLS. */
  static final int RECEIVE_BYTES = 32 * 1024;

  private final SSLContext context;
  private final TlsOptions options;
  private final SslHandler handler;
  private @Nullable TimerHandle shutdownLimit;

  private Tls(SSLContext context, TlsOptions options, SSLEngine engine) {
    this.context = context;
    this.options = options;
    this.handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(millis(options.handshakeTimeout()));
    handler.setCloseNotifyFlushTimeoutMillis(millis(options.shutdownTimeout()));
    handler.setCloseNotifyReadTimeoutMillis(millis(options.shutdownTimeout()));
  }

  private static long millis(double seconds) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(Required.nanos(seconds)));
  }

  static Tls server(SSLContext context, TlsOptions options) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    switch (options.clientAuth()) {
      case NONE -> parameters.setNeedClientAuth(false);
      case WANT -> parameters.setWantClientAuth(true);
      case NEED -> parameters.setNeedClientAuth(true);
    }
    return with(context, options, engine, parameters);
  }

  /**
   * {@return the client's side}
   *
   * @param host the server's name, unless the options say another
   */
  static Tls client(SSLContext context, TlsOptions options, @Nullable String host, int port) {
    String name = options.serverHostname().orElse(host == null ? "" : host);
    if (host == null && options.serverHostname().isEmpty()) {
      throw new IllegalArgumentException(
          "no name to check the server's certificate against: use withServerHostname,"
              + " with the empty string for none");
    }
    SSLEngine engine =
        name.isEmpty() ? context.createSSLEngine() : context.createSSLEngine(name, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    if (!name.isEmpty()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      if (!isLiteral(name)) {
        parameters.setServerNames(List.of(new SNIHostName(name)));
      }
    }
    return with(context, options, engine, parameters);
  }

  private static boolean isLiteral(String name) {
    try {
      InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  private static Tls with(
      SSLContext context, TlsOptions options, SSLEngine engine, SSLParameters parameters) {
    parameters.setApplicationProtocols(options.applicationProtocols().toArray(new String[0]));
    engine.setSSLParameters(parameters);
    return new Tls(context, options, engine);
  }

  /**
   * Begins the handshake. On the loop's thread.
   *
   * @param early what has been received already
   */
  void begin(StreamTransport transport, @Nullable ByteBuf early) {
    var pipeline = transport.channel.pipeline();
    handler
        .handshakeFuture()
        .addListener(
            handshake -> {
              if (handshake.isSuccess()) {
                transport.onHandshake(null);
              } else {
                transport.onHandshake(failure(handshake.cause(), transport.peer));
              }
            });
    // TLS says itself when the other side has ended; who only disappears will not answer either.
    transport.channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    pipeline.addFirst(new Counter(transport.outgoing()), handler);
    if (early != null) {
      pipeline.fireChannelRead(early);
    }
    if (transport.channel.isInputShutdown()) {
      transport.channel.close(); // there will be no answer
    }
  }

  private IOException failure(Throwable cause, @Nullable Object address) {
    if (cause instanceof SslHandshakeTimeoutException) {
      return new SSLHandshakeException(
          "TLS handshake with %s is taking longer than %s seconds: given up"
              .formatted(Failures.show(address), options.handshakeTimeout()));
    }
    if (cause instanceof ClosedChannelException) {
      return Failures.reset("%s, during the TLS handshake".formatted(Failures.show(address)));
    }
    Throwable plain = plain(cause);
    String text =
        "TLS handshake with %s failed: %s".formatted(Failures.show(address), plain.getMessage());
    return Failures.secure(plain, text);
  }

  /** {@return what Netty has wrapped, in the JDK's words} */
  static Throwable plain(Throwable thrown) {
    Throwable cause =
        thrown instanceof DecoderException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return cause instanceof NotSslRecordException
        ? new SSLException("what was received is not TLS")
        : cause;
  }

  /** Cuts the connection if its end takes too long. */
  void limitShutdown(StreamTransport transport) {
    if (shutdownLimit == null) {
      shutdownLimit =
          transport
              .loop()
              .callLater(
                  options.shutdownTimeout(),
                  () ->
                      transport.forceClose(
                          new SSLException(
                              "TLS shutdown with %s is taking longer than %s seconds: given up"
                                  .formatted(
                                      Failures.show(transport.peer), options.shutdownTimeout()))));
    }
  }

  void ended() {
    if (shutdownLimit != null) {
      shutdownLimit.cancel();
      shutdownLimit = null;
    }
  }

  <T> @Nullable T getExtraInfo(ExtraInfo<T> info) {
    Object found = null;
    if (info.equals(ExtraInfo.SSLCONTEXT)) {
      found = context;
    } else if (info.equals(ExtraInfo.SSL_SESSION)) {
      found = handler.engine().getSession();
    } else if (info.equals(ExtraInfo.APPLICATION_PROTOCOL)) {
      found = handler.engine().getApplicationProtocol();
    }
    return info.type().isInstance(found) ? info.type().cast(found) : null;
  }

  /** Counts encrypted bytes until the system has taken them: they are what flow control sees. */
  private static final class Counter extends ChannelOutboundHandlerAdapter {
    private final Outgoing outgoing;

    Counter(Outgoing outgoing) {
      this.outgoing = outgoing;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      int bytes = ((ByteBuf) message).readableBytes();
      if (bytes == 0) {
        ctx.write(Unpooled.EMPTY_BUFFER, promise);
        ((ByteBuf) message).release();
        return;
      }
      outgoing.added(bytes);
      ChannelPromise counted = promise.unvoid();
      counted.addListener(sent -> outgoing.sent(bytes));
      ctx.write(message, counted);
    }
  }
}
