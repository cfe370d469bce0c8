package org.asyncio4j.net;

import java.net.SocketAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/**
 * A name of something that a transport knows of its connection.
 *
 * <p>Python: the names of {@code BaseTransport.get_extra_info}.
 *
 * @param name asyncio's
 * @param type what it stands for
 * @param <T> what it stands for
 */
public record ExtraInfo<T>(String name, Class<T> type) {
  /** The other side's address. */
  public static final ExtraInfo<SocketAddress> PEERNAME =
      new ExtraInfo<>("peername", SocketAddress.class);

  /** Our own address. */
  public static final ExtraInfo<SocketAddress> SOCKNAME =
      new ExtraInfo<>("sockname", SocketAddress.class);

  /** The context of a TLS connection. */
  public static final ExtraInfo<SSLContext> SSLCONTEXT =
      new ExtraInfo<>("sslcontext", SSLContext.class);

  /** The session of a TLS connection: its cipher suite, protocol and certificates. */
  public static final ExtraInfo<SSLSession> SSL_SESSION =
      new ExtraInfo<>("ssl_session", SSLSession.class);

  /** The process of a {@link SubprocessTransport}. */
  public static final ExtraInfo<ProcessHandle> SUBPROCESS =
      new ExtraInfo<>("subprocess", ProcessHandle.class);

  /** What ALPN has agreed on, empty if nothing. */
  public static final ExtraInfo<String> APPLICATION_PROTOCOL =
      new ExtraInfo<>("application_protocol", String.class);
}
