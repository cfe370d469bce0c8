package org.asyncio4j.net;

import org.jspecify.annotations.Nullable;

/**
 * Is told what happens to a process. The file descriptors are the process's: 0 is its standard
 * input, which is written here; 1 and 2 are its outputs.
 *
 * <p>{@link #connectionMade} comes first, with the {@link SubprocessTransport}; {@link
 * #connectionLost} last, when the process has ended and all of its pipes are closed.
 *
 * <p>Python: {@code asyncio.SubprocessProtocol}.
 */
public interface SubprocessProtocol extends BaseProtocol {

  /**
   * The process has written something.
   *
   * @param fd 1 or 2
   * @param data the receiver's own, cut anywhere
   */
  default void pipeDataReceived(int fd, byte[] data) {}

  /**
   * A pipe is closed, here or there.
   *
   * @param fd 0, 1 or 2
   * @param exception why, or null if it has ended as it should
   */
  default void pipeConnectionLost(int fd, @Nullable Throwable exception) {}

  /** The process has ended; pipes may still bring what it, or its children, have written. */
  default void processExited() {}
}
