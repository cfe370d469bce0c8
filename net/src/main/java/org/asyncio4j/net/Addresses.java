package org.asyncio4j.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;

/** Names and addresses of hosts. */
final class Addresses {

  /** Where addresses come from; a test has its own. */
  @FunctionalInterface
  interface Resolver {
    /** {@return the addresses of a host, at least one; may wait} */
    List<InetAddress> resolve(String host) throws IOException;
  }

  private Addresses() {}

  /** Asks the system, on a thread of the default executor. An address in figures is no question. */
  static List<InetAddress> resolve(String host) throws IOException {
    if (looksNumeric(host)) {
      try {
        return List.of(InetAddress.ofLiteral(unbracketed(host)));
      } catch (IllegalArgumentException notOne) {
        // A name then.
      }
    }
    var answer =
        Asyncio.getRunningLoop().runInExecutor(() -> List.of(InetAddress.getAllByName(host)));
    try {
      return Asyncio.await(answer, IOException.class);
    } catch (UnknownHostException unknown) {
      var named = new UnknownHostException("%s: name or service not known".formatted(host));
      named.initCause(unknown);
      throw named;
    }
  }

  private static boolean looksNumeric(String host) {
    return !host.isEmpty() && (Character.isDigit(host.charAt(0)) || host.indexOf(':') >= 0);
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  static List<InetSocketAddress> resolve(Resolver resolver, String host, int port)
      throws IOException {
    Required.argument(host, "host");
    Required.port(port);
    List<InetAddress> found = resolver.resolve(host);
    if (found.isEmpty()) {
      throw new UnknownHostException("getaddrinfo(%s) returned an empty list".formatted(host));
    }
    return found.stream().map(address -> new InetSocketAddress(address, port)).toList();
  }

  /** {@return a resolved address of the same host and port} */
  static InetSocketAddress resolved(InetSocketAddress address) throws IOException {
    return address.isUnresolved()
        ? resolve(Addresses::resolve, address.getHostString(), address.getPort()).getFirst()
        : address;
  }

  /**
   * {@return the same addresses, their families taking turns}
   *
   * @param first how many of the first family come first
   */
  static List<InetSocketAddress> interleave(List<InetSocketAddress> addresses, int first) {
    boolean sixFirst = addresses.getFirst().getAddress() instanceof Inet6Address;
    Deque<InetSocketAddress> main = ofFamily(addresses, sixFirst);
    Deque<InetSocketAddress> other = ofFamily(addresses, !sixFirst);
    var mixed = new ArrayList<InetSocketAddress>(addresses.size());
    for (int i = 1; i < first && !main.isEmpty(); i++) {
      mixed.add(main.poll());
    }
    while (!main.isEmpty() || !other.isEmpty()) {
      Stream.of(main, other).map(Deque::poll).filter(a -> a != null).forEach(mixed::add);
    }
    return mixed;
  }

  private static Deque<InetSocketAddress> ofFamily(List<InetSocketAddress> all, boolean six) {
    var family = new ArrayDeque<>(all);
    family.removeIf(address -> address.getAddress() instanceof Inet6Address != six);
    return family;
  }

  static String nameOf(InetSocketAddress address) {
    Required.argument(address, "address");
    return Asyncio.await(
        Asyncio.getRunningLoop().runInExecutor(() -> address.getAddress().getHostName()));
  }

  static boolean sameFamily(InetSocketAddress one, InetSocketAddress other) {
    return one.getAddress() instanceof Inet4Address == other.getAddress() instanceof Inet4Address;
  }
}
