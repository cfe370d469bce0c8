package org.asyncio4j;

/**
 * When {@link Asyncio#wait} returns.
 *
 * <p>Python: {@code asyncio.FIRST_COMPLETED} and its kin.
 */
public enum ReturnWhen {
  /** When any future is done, by a cancellation too. */
  FIRST_COMPLETED,
  /** When any future has failed; a cancellation is no failure. Or when all are done. */
  FIRST_EXCEPTION,
  /** When all futures are done. */
  ALL_COMPLETED
}
