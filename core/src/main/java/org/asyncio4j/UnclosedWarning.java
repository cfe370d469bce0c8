package org.asyncio4j;

import static org.asyncio4j.Log.LOG;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Warns of a loop that nobody has closed, when the garbage collector has found that nobody can any
 * more; and ends the idle threads that it leaves behind.
 *
 * <p>It must not hold the loop.
 */
final class UnclosedWarning implements Runnable {
  private static final Cleaner CLEANER =
      Cleaner.create(Thread.ofPlatform().daemon().name("asyncio4j-cleaner").factory());

  // Fixed.
  private final Runnable releaseIdle;
  private final String maker = Thread.currentThread().getName();

  // Written by the thread that makes or closes the loop, read by it and, once nobody holds the
  // loop, by the cleaner's, which the collection orders after that.
  private Cleaner.@Nullable Cleanable cleanable;
  private boolean closed;

  private UnclosedWarning(Runnable releaseIdle) {
    this.releaseIdle = releaseIdle;
  }

  /**
   * Begins to watch a loop.
   *
   * @param loop the loop
   * @param releaseIdle ends its idle threads; must not hold it either
   */
  static UnclosedWarning over(BaseEventLoop loop, Runnable releaseIdle) {
    var warning = new UnclosedWarning(releaseIdle);
    warning.cleanable = CLEANER.register(loop, warning);
    return warning;
  }

  /** The loop has been closed: there is nothing to watch any more. */
  void loopClosed() {
    closed = true;
    if (cleanable != null) {
      cleanable.clean();
    }
  }

  /** Called once: by {@link #loopClosed}, or by the cleaner. */
  @Override
  public void run() {
    if (!closed) {
      releaseIdle.run();
      LOG.log(
          System.Logger.Level.WARNING,
          "unclosed event loop, made by thread '%s': call close(), or use Asyncio.run or Runner"
              .formatted(maker));
    }
  }
}
