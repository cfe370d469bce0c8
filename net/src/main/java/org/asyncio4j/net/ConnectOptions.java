package org.asyncio4j.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a connection is made.
 *
 * <p>Python: the keyword arguments of {@code loop.create_connection}.
 *
 * @param ssl makes it a TLS connection
 * @param tls how, if so
 * @param localAddress where it comes from; port 0 is any
 * @param happyEyeballsDelay seconds until the next address of the host is tried beside the last; if
 *     empty, an address is tried when the one before has failed
 * @param interleave how many addresses of the first family come first, before the families take
 *     turns; 0 leaves their order as the resolver gave it
 * @param allErrors whether a failure is an {@link org.asyncio4j.ExceptionGroup} of all that failed
 */
public record ConnectOptions(
    Optional<SSLContext> ssl,
    TlsOptions tls,
    Optional<InetSocketAddress> localAddress,
    Optional<Double> happyEyeballsDelay,
    int interleave,
    boolean allErrors) {

  /** No TLS; one address after the other. */
  public static final ConnectOptions DEFAULT =
      new ConnectOptions(
          Optional.empty(), TlsOptions.DEFAULT, Optional.empty(), Optional.empty(), 0, false);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public ConnectOptions {
    Required.argument(ssl, "ssl");
    Required.argument(tls, "tls");
    Required.argument(localAddress, "localAddress");
    happyEyeballsDelay.ifPresent(delay -> Required.notNegative(delay, "happyEyeballsDelay"));
    Required.notNegative(interleave, "interleave");
  }

  /**
   * {@return these options with TLS}
   *
   * @param context the keys and whom to trust
   */
  public ConnectOptions withSsl(SSLContext context) {
    return new ConnectOptions(
        Optional.of(context), tls, localAddress, happyEyeballsDelay, interleave, allErrors);
  }

  /**
   * {@return these options with others for TLS}
   *
   * @param options how
   */
  public ConnectOptions withTls(TlsOptions options) {
    return new ConnectOptions(
        ssl, options, localAddress, happyEyeballsDelay, interleave, allErrors);
  }

  /**
   * {@return these options with an address of this machine}
   *
   * @param address where the connection comes from
   */
  public ConnectOptions withLocalAddress(InetSocketAddress address) {
    return new ConnectOptions(
        ssl, tls, Optional.of(address), happyEyeballsDelay, interleave, allErrors);
  }

  /**
   * {@return these options with addresses tried beside each other, by default the families in turn}
   *
   * @param seconds until the next address is tried
   */
  public ConnectOptions withHappyEyeballsDelay(double seconds) {
    return new ConnectOptions(
        ssl, tls, localAddress, Optional.of(seconds), Math.max(interleave, 1), allErrors);
  }

  /**
   * {@return these options with addresses tried beside each other}
   *
   * @param delay until the next address is tried
   */
  public ConnectOptions withHappyEyeballsDelay(Duration delay) {
    return withHappyEyeballsDelay(Required.seconds(delay, "delay"));
  }

  /**
   * {@return these options with the families of addresses in turn}
   *
   * @param first how many addresses of the first family come first; 0: as the resolver gave them
   */
  public ConnectOptions withInterleave(int first) {
    return new ConnectOptions(ssl, tls, localAddress, happyEyeballsDelay, first, allErrors);
  }

  /** {@return these options, and a failure tells the errors of all addresses} */
  public ConnectOptions withAllErrors() {
    return new ConnectOptions(ssl, tls, localAddress, happyEyeballsDelay, interleave, true);
  }
}
