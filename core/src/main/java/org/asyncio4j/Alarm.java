package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * What a sleeping task waits for: a future that is its own entry in the loop's heap of timers. Most
 * timers are sleeps, and this is one object for each instead of three.
 */
final class Alarm extends Future<@Nullable Void> {
  // In the heap; if it is cancelled there, it is counted.
  private boolean scheduled;

  Alarm(BaseEventLoop loop) {
    super(loop);
  }

  void enterHeap() {
    scheduled = true;
  }

  void leaveHeap() {
    scheduled = false;
  }

  /** The time has come, and so has the turn of this entry of the ready queue. */
  void ring() {
    if (!done()) {
      finish(null);
    }
  }

  @Override
  void whenDone() {
    if (scheduled) {
      loop().countCancelledTimer();
    }
  }
}
