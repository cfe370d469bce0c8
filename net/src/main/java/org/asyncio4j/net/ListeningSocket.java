package org.asyncio4j.net;

import java.net.SocketAddress;

/**
 * Where a {@link Server} accepts connections. Loop thread only.
 *
 * <p>Java only: {@link Net} has its own; a simulated {@link Network} has others.
 */
public interface ListeningSocket {

  /** {@return what it is bound to} */
  SocketAddress address();

  /**
   * Accepts connections from now on.
   *
   * @param server whose clients they are
   */
  void start(Server server);

  /** Accepts nothing more and gives the address back. Closing again does nothing. */
  void close();
}
