package org.asyncio4j.net;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a server listens.
 *
 * <p>Python: the keyword arguments of {@code loop.create_server}.
 *
 * @param ssl makes it a TLS server
 * @param tls how, if so
 * @param backlog how many connections the system keeps that are not accepted yet
 * @param reusePort whether other sockets, of other loops or processes, may listen on the same port
 *     and share its connections
 * @param keepAlive whether the system looks after idle connections
 * @param startServing whether it accepts connections at once
 */
public record ServerOptions(
    Optional<SSLContext> ssl,
    TlsOptions tls,
    int backlog,
    boolean reusePort,
    boolean keepAlive,
    boolean startServing) {

  /** No TLS, 100 connections kept, accepts at once. */
  public static final ServerOptions DEFAULT =
      new ServerOptions(Optional.empty(), TlsOptions.DEFAULT, 100, false, false, true);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if the backlog is not positive
   */
  public ServerOptions {
    Required.argument(ssl, "ssl");
    Required.argument(tls, "tls");
    Required.positive(backlog, "backlog");
  }

  /**
   * {@return these options with TLS}
   *
   * @param context the keys and whom to trust
   */
  public ServerOptions withSsl(SSLContext context) {
    return new ServerOptions(
        Optional.of(context), tls, backlog, reusePort, keepAlive, startServing);
  }

  /**
   * {@return these options with others for TLS}
   *
   * @param options how
   */
  public ServerOptions withTls(TlsOptions options) {
    return new ServerOptions(ssl, options, backlog, reusePort, keepAlive, startServing);
  }

  /**
   * {@return these options with another backlog}
   *
   * @param connections how many the system keeps
   */
  public ServerOptions withBacklog(int connections) {
    return new ServerOptions(ssl, tls, connections, reusePort, keepAlive, startServing);
  }

  /** {@return these options, and several loops or processes may share the port: one core each} */
  public ServerOptions withReusePort() {
    return new ServerOptions(ssl, tls, backlog, true, keepAlive, startServing);
  }

  /** {@return these options, and the system looks after idle connections} */
  public ServerOptions withKeepAlive() {
    return new ServerOptions(ssl, tls, backlog, reusePort, true, startServing);
  }

  /** {@return these options, and nothing is accepted before {@link Server#startServing}} */
  public ServerOptions withoutStarting() {
    return new ServerOptions(ssl, tls, backlog, reusePort, keepAlive, false);
  }
}
