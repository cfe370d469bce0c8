package org.asyncio4j.net;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a TLS connection is made and ended.
 *
 * <p>Python: {@code server_hostname}, {@code ssl_handshake_timeout} and {@code
 * ssl_shutdown_timeout}, and what there is part of {@code ssl.SSLContext}.
 *
 * @param serverHostname the name that a client asks for and the server's certificate must have; if
 *     empty, the host that it connects to; if the empty string, no name is asked for or checked
 * @param handshakeTimeout seconds until a handshake fails
 * @param shutdownTimeout seconds until a connection that is being closed is cut
 * @param applicationProtocols what is offered by ALPN, the best first
 * @param clientAuth whether a server asks for a client's certificate
 * @param serverSide whether {@link Net#startTls} makes this side the server
 */
public record TlsOptions(
    Optional<String> serverHostname,
    double handshakeTimeout,
    double shutdownTimeout,
    List<String> applicationProtocols,
    ClientAuth clientAuth,
    boolean serverSide) {

  /** The name of the host connected to is checked; 60 seconds for a handshake, 30 for the end. */
  public static final TlsOptions DEFAULT =
      new TlsOptions(Optional.empty(), 60, 30, List.of(), ClientAuth.NONE, false);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if a timeout is not positive
   */
  public TlsOptions {
    Required.argument(serverHostname, "serverHostname");
    Required.positive(handshakeTimeout, "handshakeTimeout");
    Required.positive(shutdownTimeout, "shutdownTimeout");
    applicationProtocols = List.copyOf(applicationProtocols);
    Required.argument(clientAuth, "clientAuth");
  }

  /**
   * {@return these options with a name for the server}
   *
   * @param hostname the name that its certificate must have; empty: any
   */
  public TlsOptions withServerHostname(String hostname) {
    return new TlsOptions(
        Optional.of(hostname),
        handshakeTimeout,
        shutdownTimeout,
        applicationProtocols,
        clientAuth,
        serverSide);
  }

  /**
   * {@return these options with a limit for the handshake}
   *
   * @param seconds the limit
   */
  public TlsOptions withHandshakeTimeout(double seconds) {
    return new TlsOptions(
        serverHostname, seconds, shutdownTimeout, applicationProtocols, clientAuth, serverSide);
  }

  /**
   * {@return these options with a limit for the handshake}
   *
   * @param limit the limit
   */
  public TlsOptions withHandshakeTimeout(Duration limit) {
    return withHandshakeTimeout(Required.seconds(limit, "limit"));
  }

  /**
   * {@return these options with a limit for the end}
   *
   * @param seconds the limit
   */
  public TlsOptions withShutdownTimeout(double seconds) {
    return new TlsOptions(
        serverHostname, handshakeTimeout, seconds, applicationProtocols, clientAuth, serverSide);
  }

  /**
   * {@return these options with a limit for the end}
   *
   * @param limit the limit
   */
  public TlsOptions withShutdownTimeout(Duration limit) {
    return withShutdownTimeout(Required.seconds(limit, "limit"));
  }

  /**
   * {@return these options with protocols to offer by ALPN}
   *
   * @param protocols their names, the best first
   */
  public TlsOptions withApplicationProtocols(String... protocols) {
    return new TlsOptions(
        serverHostname,
        handshakeTimeout,
        shutdownTimeout,
        List.of(protocols),
        clientAuth,
        serverSide);
  }

  /**
   * {@return these options with a server's wish for certificates}
   *
   * @param auth whether it asks for them
   */
  public TlsOptions withClientAuth(ClientAuth auth) {
    return new TlsOptions(
        serverHostname, handshakeTimeout, shutdownTimeout, applicationProtocols, auth, serverSide);
  }

  /** {@return these options, and {@link Net#startTls} makes this side the server} */
  public TlsOptions withServerSide() {
    return new TlsOptions(
        serverHostname, handshakeTimeout, shutdownTimeout, applicationProtocols, clientAuth, true);
  }
}
