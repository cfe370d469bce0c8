package org.asyncio4j;

import java.util.OptionalInt;

/**
 * The stream has ended before all that was asked for had come.
 *
 * <p>Python: {@code asyncio.IncompleteReadError}.
 */
public final class IncompleteReadException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int UNKNOWN = -1;

  private final byte[] partial;
  private final int expected;

  /**
   * Makes the exception for a read of a known length.
   *
   * @param partial what had come, copied
   * @param expected how many bytes were asked for, not negative
   */
  public IncompleteReadException(byte[] partial, int expected) {
    this(partial, requireLength(expected), String.valueOf(expected));
  }

  /**
   * Makes the exception for a read up to a separator that has not come.
   *
   * @param partial what had come, copied
   */
  public IncompleteReadException(byte[] partial) {
    this(partial, UNKNOWN, "undefined");
  }

  private IncompleteReadException(byte[] partial, int expected, String expectedInWords) {
    super(
        "%s bytes read on a total of %s expected bytes"
            .formatted(Arguments.required(partial, "partial").length, expectedInWords));
    this.partial = partial.clone();
    this.expected = expected;
  }

  private static int requireLength(int expected) {
    if (expected < 0) {
      throw new IllegalArgumentException("expected must be >= 0, got " + expected);
    }
    return expected;
  }

  /** {@return a copy of what had come} */
  public byte[] partial() {
    return partial.clone();
  }

  /** {@return how many bytes were asked for; empty if a separator was} */
  public OptionalInt expected() {
    return expected == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(expected);
  }
}
