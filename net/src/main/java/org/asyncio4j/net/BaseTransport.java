package org.asyncio4j.net;

import org.jspecify.annotations.Nullable;

/**
 * A connection, as a protocol sees it. Belongs to its loop's thread and to its tasks.
 *
 * <p>Python: {@code asyncio.BaseTransport}.
 */
public interface BaseTransport extends AutoCloseable {

  /**
   * Closes it: nothing more is received, what has been written is sent, then the protocol's {@link
   * BaseProtocol#connectionLost} is called with null. Closing again does nothing.
   */
  @Override
  void close();

  /** {@return whether it is closed, or about to be} */
  boolean isClosing();

  /**
   * {@return what is known about the connection under a name, or null if nothing is}
   *
   * @param info the name
   * @param <T> what it stands for
   */
  <T> @Nullable T getExtraInfo(ExtraInfo<T> info);

  /**
   * Has another protocol take over.
   *
   * @param protocol is told what comes from now on; not that the connection was made
   */
  void setProtocol(BaseProtocol protocol);

  /** {@return the protocol that is told of what comes} */
  BaseProtocol getProtocol();
}
