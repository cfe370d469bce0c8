package org.asyncio4j.net;

/**
 * A transport that receives.
 *
 * <p>Python: {@code asyncio.ReadTransport}.
 */
public interface ReadTransport extends BaseTransport {

  /** {@return whether it is receiving: neither paused nor closing} */
  boolean isReading();

  /** Receives nothing until {@link #resumeReading}; does nothing if paused already, or closing. */
  void pauseReading();

  /** Receives again; does nothing if it is not paused, or closing. */
  void resumeReading();
}
