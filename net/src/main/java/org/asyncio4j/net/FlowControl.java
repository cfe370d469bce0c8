package org.asyncio4j.net;

import org.asyncio4j.ErrorReport;
import org.asyncio4j.EventLoop;

/**
 * Pauses a protocol when more than the high mark is kept, and has it go on at the low one.
 *
 * <p>Python: {@code asyncio.transports._FlowControlMixin}.
 */
final class FlowControl {
  private WriteBufferLimits limits = WriteBufferLimits.DEFAULT;
  private boolean paused;

  WriteBufferLimits limits() {
    return limits;
  }

  void setLimits(WriteBufferLimits limits) {
    this.limits = Required.argument(limits, "limits");
  }

  /** More is kept. */
  void grown(int size, EventLoop loop, BaseTransport transport) {
    if (size <= limits.high() || paused) {
      return;
    }
    paused = true;
    BaseProtocol protocol = transport.getProtocol();
    try {
      protocol.pauseWriting();
    } catch (Throwable thrown) {
      Failures.throwIfItLeavesTheLoop(thrown);
      report("protocol.pauseWriting() failed", thrown, loop, transport);
    }
  }

  /** {@return whether the protocol is to go on, by {@link #resume}} */
  boolean shouldResume(int size) {
    return paused && size <= limits.low();
  }

  void resume(EventLoop loop, BaseTransport transport) {
    paused = false;
    BaseProtocol protocol = transport.getProtocol();
    try {
      protocol.resumeWriting();
    } catch (Throwable thrown) {
      Failures.throwIfItLeavesTheLoop(thrown);
      report("protocol.resumeWriting() failed", thrown, loop, transport);
    }
  }

  private static void report(
      String message, Throwable thrown, EventLoop loop, BaseTransport transport) {
    loop.callExceptionHandler(
        ErrorReport.of(message)
            .withException(thrown)
            .withTransport(transport, transport.getProtocol()));
  }
}
