package org.asyncio4j.net;

import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of a protocol of streams: what {@link StreamWriter#drain} and {@link
 * StreamWriter#waitClosed} wait for.
 *
 * <p>Python: {@code FlowControlMixin} of {@code asyncio.streams}.
 */
abstract class StreamFlowControl implements BaseProtocol {
  private final EventLoop loop;
  private final WaitList drainers;
  private final WaitList lossWaiters;
  private boolean paused;
  private boolean lost;

  StreamFlowControl(EventLoop loop) {
    this.loop = loop;
    this.drainers = new WaitList(loop);
    this.lossWaiters = new WaitList(loop);
  }

  final EventLoop loop() {
    return loop;
  }

  /** {@return whether the connection is gone} */
  final boolean isLost() {
    return lost;
  }

  @Override
  public void pauseWriting() {
    paused = true;
  }

  @Override
  public void resumeWriting() {
    paused = false;
    drainers.wakeAll();
  }

  @Override
  public void connectionLost(@Nullable Throwable exception) {
    lost = true;
    lossWaiters.wakeAll();
    if (exception == null) {
      drainers.wakeAll();
    } else {
      drainers.failAll(exception);
    }
  }

  /**
   * Waits while the transport has too much to send.
   *
   * @param transport for the message
   * @throws ConnectionResetException if the connection is gone
   */
  final void awaitDrained(BaseTransport transport) throws ConnectionResetException {
    if (lost) {
      throw new ConnectionResetException("Connection lost: " + transport);
    }
    if (paused) {
      drainers.await();
    }
  }

  /** {@return whether the transport has too much to send} */
  final boolean isPaused() {
    return paused;
  }

  /**
   * Waits until the connection is gone.
   *
   * @param writer who asks
   *     <p>Throws the very exception with which the connection ended, if it did so.
   */
  abstract void awaitClosed(StreamWriter writer);

  /** As {@link #awaitClosed}, however the connection ended. */
  final void awaitGone() {
    if (!lost) {
      lossWaiters.await();
    }
  }

  /** {@return whether a TLS upgrade is the server's side of it} */
  boolean isServerSide() {
    return false;
  }

  /** Another transport has taken over, below the same protocol. */
  void transportReplaced(Transport transport) {}
}
