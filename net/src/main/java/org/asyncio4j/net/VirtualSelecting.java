package org.asyncio4j.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;

/**
 * What the JDK lets virtual threads wait with. It opens descriptors for that at the first wait; if
 * there are none left then, no virtual thread can ever wait in a selector, and a loop that runs on
 * one would end.
 */
final class VirtualSelecting {
  private static final int SHORTEST_MILLIS = 1;

  private VirtualSelecting() {}

  /** Has it there from now on. It takes a millisecond, for which the calling thread waits. */
  static void prepare() {
    try (Selector selector = Selector.open()) {
      selector.select(SHORTEST_MILLIS);
    } catch (IOException refused) {
      throw new UncheckedIOException("cannot wait for sockets", refused);
    }
  }
}
