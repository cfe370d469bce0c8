package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops come while the watching thread is about to end: each of them is watched all the same. */
@Tag("one-engine")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class LoopWatchStressTest {
  private static final int LOOPS = 100;
  private static final long LIMIT = 4_000_000; // looked at every millisecond

  /** A loop that waits, and notes that somebody looks. */
  private static final class Looked implements LoopHold.Subject {
    private volatile boolean at;

    @Override
    public long beats() {
      at = true;
      return 0;
    }

    @Override
    public boolean isHeld(long beats) {
      return false;
    }

    @Override
    public boolean looksBlocked() {
      return false;
    }

    @Override
    public BlockedCall call() {
      return null;
    }
  }

  @Test
  void noLoopIsForgotten() {
    var random = new Random(1);
    for (int i = 0; i < LOOPS; i++) {
      var looked = new Looked();
      var hold = new LoopHold(looked, LIMIT, (call, held) -> {});
      WeakReference<LoopHold> reference = LoopWatch.add(hold);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!looked.at && System.nanoTime() < end) {
        Thread.yield();
      }
      LoopWatch.remove(reference);
      Reference.reachabilityFence(hold); // a loop keeps its own
      assertThat(looked.at).as("loop %d was looked at", i).isTrue();
      LockSupport.parkNanos(random.nextLong(LIMIT));
    }
  }
}
