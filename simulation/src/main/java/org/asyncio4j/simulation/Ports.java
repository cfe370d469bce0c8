package org.asyncio4j.simulation;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ports of a node, and who has them. Loop thread only. */
final class Ports {
  private static final int FIRST_EPHEMERAL = 49_152;
  private static final int LAST = 65_535;

  // In figures: what the JDK takes for "any" depends on the machine.
  static final InetAddress ANY = named("0.0.0.0", new byte[4]);
  static final InetAddress LOOPBACK = named("localhost", new byte[] {127, 0, 0, 1});

  /** What a port is for. */
  enum Kind {
    STREAM,
    DATAGRAM
  }

  private record Key(Kind kind, InetSocketAddress address) {}

  // Never gone through, only looked up: so no order of a hash matters.
  private final Map<Key, Object> owners = new HashMap<>();
  private int next = FIRST_EPHEMERAL;

  /** {@return the address, with a free port if it has none} */
  InetSocketAddress bind(Kind kind, InetSocketAddress wanted, Object owner) throws BindException {
    InetSocketAddress address =
        wanted.getPort() == 0
            ? new InetSocketAddress(wanted.getAddress(), ephemeral(kind))
            : wanted;
    boolean taken =
        address.getAddress().isAnyLocalAddress()
            ? isTaken(kind, address.getPort())
            : owner(kind, address) != null;
    if (taken) {
      throw new BindException(
          "error while attempting to bind on address %s: Address already in use"
              .formatted(text(address)));
    }
    owners.put(new Key(kind, address), owner);
    return address;
  }

  private boolean isTaken(Kind kind, int port) {
    return owners.keySet().stream()
        .anyMatch(key -> key.kind() == kind && key.address().getPort() == port);
  }

  /** {@return a port that nobody has} */
  int ephemeral(Kind kind) {
    for (int tried = 0; tried <= LAST - FIRST_EPHEMERAL; tried++) {
      int port = next;
      next = next == LAST ? FIRST_EPHEMERAL : next + 1;
      if (!isTaken(kind, port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port");
  }

  /** {@return who is bound to an address, or to all addresses} */
  @Nullable Object owner(Kind kind, InetSocketAddress address) {
    Object exact = owners.get(new Key(kind, address));
    return exact != null
        ? exact
        : owners.get(new Key(kind, new InetSocketAddress(ANY, address.getPort())));
  }

  void release(Kind kind, InetSocketAddress address, Object owner) {
    owners.remove(new Key(kind, address), owner);
  }

  /** {@return an address that knows its name, so that nobody asks the machine for it} */
  static InetAddress named(String name, byte[] figures) {
    try {
      return InetAddress.getByAddress(name, figures);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  void clear() {
    owners.clear();
  }

  /** {@return an address as it is written in a message: in figures} */
  static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
