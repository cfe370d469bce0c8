package org.asyncio4j.net;

import org.jspecify.annotations.Nullable;

/**
 * Is told what happens to a connection, in callbacks of the loop. {@link #connectionMade} and
 * {@link #connectionLost} come exactly once each, everything else between them.
 *
 * <p>Python: {@code asyncio.BaseProtocol}.
 */
public interface BaseProtocol {

  /**
   * The connection is there.
   *
   * @param transport the connection
   */
  default void connectionMade(BaseTransport transport) {}

  /**
   * The connection is gone.
   *
   * @param exception why, or null if it was closed here or ended by the other side
   */
  default void connectionLost(@Nullable Throwable exception) {}

  /** More than the high-water mark is waiting to be sent: write no more for now. */
  default void pauseWriting() {}

  /** What waits to be sent has gone down to the low-water mark. */
  default void resumeWriting() {}
}
