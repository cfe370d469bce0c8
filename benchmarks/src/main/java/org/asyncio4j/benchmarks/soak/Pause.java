package org.asyncio4j.benchmarks.soak;

import static org.asyncio4j.Asyncio.sleep;

import java.util.Collection;
import java.util.HashSet;
import java.util.random.RandomGenerator;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;

/** Random waits, and waiting for the end of whatever was started. */
final class Pause {
  private Pause() {}

  /** Waits some rounds of the loop, or up to two milliseconds. */
  static void some(RandomGenerator random) {
    int rounds = random.nextInt(6);
    if (rounds == 0) {
      sleep(random.nextDouble(0.002));
      return;
    }
    for (int i = 1; i < rounds; i++) {
      sleep(0);
    }
  }

  /** Waits until all of them have ended, however. */
  static void untilDone(Collection<? extends Future<?>> futures) {
    if (!futures.isEmpty()) {
      Asyncio.wait(new HashSet<Future<?>>(futures));
    }
  }
}
