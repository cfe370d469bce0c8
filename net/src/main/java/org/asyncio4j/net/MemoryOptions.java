package org.asyncio4j.net;

import java.util.Objects;

/**
 * What can be said of a connection in memory.
 *
 * <p>Java only: for tests and simulations.
 *
 * @param toSecond carries what the first side sends
 * @param toFirst carries what the second side sends
 * @param window bytes: how much may be on its way in one direction, or arrived and not received yet
 *     because its receiver is paused; the rest waits at its sender
 * @param writeBufferLimits the marks of flow control of both sides
 */
public record MemoryOptions(
    Wire toSecond, Wire toFirst, int window, WriteBufferLimits writeBufferLimits) {
  private static final int DEFAULT_WINDOW = 64 * 1024;

  /** Everything arrives in the next iteration, 64 KiB may be on its way, the usual marks. */
  public static final MemoryOptions DEFAULT =
      new MemoryOptions(
          Wire.immediate(), Wire.immediate(), DEFAULT_WINDOW, WriteBufferLimits.DEFAULT);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if {@code window} is not positive
   */
  public MemoryOptions {
    Objects.requireNonNull(toSecond, "toSecond");
    Objects.requireNonNull(toFirst, "toFirst");
    Objects.requireNonNull(writeBufferLimits, "writeBufferLimits");
    if (window <= 0) {
      throw new IllegalArgumentException("window must be > 0, got " + window);
    }
  }

  /**
   * {@return these options with other wires}
   *
   * @param toSecond carries what the first side sends
   * @param toFirst carries what the second side sends
   */
  public MemoryOptions withWires(Wire toSecond, Wire toFirst) {
    return new MemoryOptions(toSecond, toFirst, window, writeBufferLimits);
  }

  /**
   * {@return these options with another window}
   *
   * @param window bytes
   */
  public MemoryOptions withWindow(int window) {
    return new MemoryOptions(toSecond, toFirst, window, writeBufferLimits);
  }

  /**
   * {@return these options with other marks}
   *
   * @param limits the marks of both sides
   */
  public MemoryOptions withWriteBufferLimits(WriteBufferLimits limits) {
    return new MemoryOptions(toSecond, toFirst, window, limits);
  }
}
