package org.asyncio4j;

/**
 * A semaphore that refuses to have more permits than at first.
 *
 * <p>Python: {@code asyncio.BoundedSemaphore}.
 */
public final class BoundedSemaphore extends Semaphore {
  private final int bound;

  /** Makes a semaphore with one permit. */
  public BoundedSemaphore() {
    this(1);
  }

  /**
   * Makes a semaphore.
   *
   * @param value the number of permits, at first and at most
   * @throws IllegalArgumentException if it is negative
   */
  public BoundedSemaphore(int value) {
    super(value);
    this.bound = value;
  }

  /**
   * Gives a permit back and wakes the longest waiting task.
   *
   * @throws IllegalArgumentException if none has been taken
   */
  @Override
  public void release() {
    if (value() >= bound) {
      throw new IllegalArgumentException("%s released too many times".formatted(this));
    }
    super.release();
  }
}
