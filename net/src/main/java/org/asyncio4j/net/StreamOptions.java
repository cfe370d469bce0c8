package org.asyncio4j.net;

/**
 * What can be said of streams beside what can be said of their connection.
 *
 * <p>Python: {@code limit} of {@code asyncio.open_connection}.
 *
 * @param limit bytes: how long a line may be, and half of what a reader keeps before its transport
 *     is paused
 */
public record StreamOptions(int limit) {

  /** A limit of 64 KiB. */
  public static final StreamOptions DEFAULT = new StreamOptions(StreamReader.DEFAULT_LIMIT);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if {@code limit} is not positive
   */
  public StreamOptions {
    requirePositive(limit);
  }

  /**
   * {@return these options with a limit}
   *
   * @param limit bytes
   */
  public StreamOptions withLimit(int limit) {
    return new StreamOptions(limit);
  }

  static int requirePositive(int limit) {
    if (limit <= 0) {
      throw new IllegalArgumentException("limit must be > 0, got " + limit);
    }
    return limit;
  }
}
