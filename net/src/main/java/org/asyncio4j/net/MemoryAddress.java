package org.asyncio4j.net;

import java.net.SocketAddress;

/** The name of one side of a connection in memory. */
final class MemoryAddress extends SocketAddress {
  private static final long serialVersionUID = 1L;

  private final String name;

  MemoryAddress(String name) {
    this.name = name;
  }

  @Override
  public String toString() {
    return name;
  }
}
