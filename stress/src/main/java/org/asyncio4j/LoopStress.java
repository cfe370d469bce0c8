package org.asyncio4j;

import java.util.concurrent.TimeUnit;

/** A loop for each state, and the way to run it that ends even if a wake-up is lost. */
abstract class LoopStress {
  private static final double LONG = 1.5;

  // Once it is known that something is lost, no more time is wasted.
  private static volatile boolean found;

  final EventLoop loop = EventLoop.create();
  private boolean rescued;

  /** The loop's thread. */
  final boolean rescued() {
    return rescued;
  }

  /**
   * Runs the loop until {@code body} has ended, and closes it.
   *
   * @param rescue what ends the body if nothing else does
   * @return 1; 2 if it had to be rescued
   */
  final int run(Action body, Runnable rescue) {
    loop.callLater(
        found ? 1e-6 : LONG,
        () -> {
          rescued = true;
          rescue.run();
        });
    loop.runUntilComplete(Coroutine.of(body));
    loop.close();
    if (rescued) {
      found = true;
      return 2;
    }
    return 1;
  }

  /** Waits for something on a thread of its own. */
  static boolean isDoneInTime(java.util.concurrent.Future<?> future) {
    try {
      future.get(found ? 0 : (long) (LONG * 1_000), TimeUnit.MILLISECONDS);
      return true;
    } catch (java.util.concurrent.TimeoutException late) {
      found = true;
      return false;
    } catch (Exception ended) {
      return true;
    }
  }
}
