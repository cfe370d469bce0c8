package org.asyncio4j;

/**
 * What has been acquired, for the head of a {@code try} that releases it: {@code try (var _ =
 * lock.acquire()) { … }}. Who releases by hand lets it be.
 *
 * <p>Python: {@code async with lock}.
 */
public final class Held implements AutoCloseable {
  private final Runnable release;
  private boolean released;

  Held(Runnable release) {
    this.release = release;
  }

  /** Releases it; a second call does nothing. */
  @Override
  public void close() {
    if (!released) {
      released = true;
      release.run();
    }
  }
}
