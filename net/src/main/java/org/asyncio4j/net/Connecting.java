package org.asyncio4j.net;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.asyncio4j.ExceptionGroup;

/**
 * Finds an address of a host that answers.
 *
 * <p>Python: {@code loop.create_connection}.
 *
 * @param <T> what a connection to an address is
 */
final class Connecting<T> {

  /** Makes a connection; a test has its own. */
  @FunctionalInterface
  interface Connector<T> {
    /** {@return a connection; waits for it} */
    T connect(InetSocketAddress remote, Optional<InetSocketAddress> local) throws IOException;
  }

  private final Addresses.Resolver resolver;
  private final Connector<T> connector;
  private final Consumer<T> discard;
  private final ConnectOptions options;
  private final List<Exception> errors = new ArrayList<>();

  Connecting(
      Addresses.Resolver resolver,
      Connector<T> connector,
      Consumer<T> discard,
      ConnectOptions options) {
    this.resolver = resolver;
    this.connector = connector;
    this.discard = discard;
    this.options = options;
  }

  static <P extends BaseProtocol> Connection<Transport, P> connect(
      NettyReactor reactor, Supplier<P> factory, String host, int port, ConnectOptions options)
      throws IOException {
    Tls tls = options.ssl().map(ssl -> Tls.client(ssl, options.tls(), host, port)).orElse(null);
    Channel channel = connect(reactor, host, port, options);
    return Transports.connected(reactor, channel, factory, tls);
  }

  static <P extends BaseProtocol> Connection<Transport, P> unix(
      NettyReactor reactor, Supplier<P> factory, Path path, ConnectOptions options)
      throws IOException {
    Required.argument(factory, "protocolFactory");
    Tls tls = options.ssl().map(ssl -> Tls.client(ssl, options.tls(), null, 0)).orElse(null);
    Channel channel =
        Channels.connect(reactor, Native::newUnixSocket, UnixDomainSocketAddress.of(path), null);
    return Transports.connected(reactor, channel, factory, tls);
  }

  private static Channel connect(
      NettyReactor reactor, String host, int port, ConnectOptions options) throws IOException {
    return new Connecting<Channel>(
            Addresses::resolve,
            (remote, local) ->
                Channels.connect(reactor, Native::newSocket, remote, local.orElse(null)),
            channel -> reactor.later(() -> Channels.discard(reactor, channel)),
            options)
        .connect(host, port);
  }

  T connect(String host, int port) throws IOException {
    List<InetSocketAddress> addresses = Addresses.resolve(resolver, host, port);
    Optional<InetSocketAddress> local = options.localAddress();
    List<InetSocketAddress> locals =
        local.isEmpty()
            ? List.of()
            : local.get().isUnresolved()
                ? Addresses.resolve(resolver, local.get().getHostString(), local.get().getPort())
                : List.of(local.get());
    if (options.interleave() > 0) {
      addresses = Addresses.interleave(addresses, options.interleave());
    }
    Optional<T> connection =
        options.happyEyeballsDelay().isEmpty()
            ? oneByOne(addresses, locals)
            : race(addresses, locals);
    return connection.isPresent() ? connection.get() : fail();
  }

  private Optional<T> oneByOne(List<InetSocketAddress> addresses, List<InetSocketAddress> locals) {
    for (InetSocketAddress address : addresses) {
      try {
        return Optional.of(attempt(address, locals));
      } catch (IOException noted) {
        // The next one then.
      }
    }
    return Optional.empty();
  }

  private Optional<T> race(List<InetSocketAddress> addresses, List<InetSocketAddress> locals) {
    var attempts =
        addresses.stream()
            .<java.util.concurrent.Callable<T>>map(address -> () -> attempt(address, locals))
            .toList();
    return StaggeredRace.run(attempts, options.happyEyeballsDelay(), discard).winner();
  }

  private T attempt(InetSocketAddress remote, List<InetSocketAddress> locals) throws IOException {
    try {
      if (locals.isEmpty()) {
        return connector.connect(remote, Optional.empty());
      }
      var local = locals.stream().filter(l -> Addresses.sameFamily(l, remote)).findFirst();
      if (local.isEmpty()) {
        throw new IOException("no local address of the family of %s".formatted(remote));
      }
      return connector.connect(remote, local);
    } catch (IOException failed) {
      errors.add(failed);
      throw failed;
    }
  }

  private T fail() throws IOException {
    if (options.allErrors()) {
      throw new ExceptionGroup("createConnection failed", errors);
    }
    Exception first = errors.getFirst();
    if (first instanceof IOException one
        && errors.stream().allMatch(error -> sameText(error, one))) {
      throw one;
    }
    String all =
        String.join(
            ", ", errors.stream().map(error -> String.valueOf(error.getMessage())).toList());
    var several = new IOException("Multiple exceptions: %s".formatted(all));
    errors.forEach(several::addSuppressed);
    throw several;
  }

  private static boolean sameText(Exception one, Exception other) {
    return String.valueOf(one.getMessage()).equals(other.getMessage());
  }
}
