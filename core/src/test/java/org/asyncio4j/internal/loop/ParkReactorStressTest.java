package org.asyncio4j.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.asyncio4j.spi.Reactor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No wake-up is lost between a thread that is about to park and one that has work for it. */
@Tag("one-engine")
final class ParkReactorStressTest {
  private static final int ROUNDS = 100_000;

  @Test
  @Timeout(60)
  void everyWakeupEndsAnAwait() throws Exception {
    var reactor = new ParkReactor();
    var work = new ConcurrentLinkedQueue<Integer>();
    var taken = new AtomicInteger();
    var loop =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (taken.get() < ROUNDS) {
                    reactor.await(work.isEmpty() ? Reactor.FOREVER : 0, false);
                    while (work.poll() != null) {
                      taken.incrementAndGet();
                    }
                  }
                });
    // One at a time, each at another moment of the loop's way into its park: a lost one is a hang.
    for (int i = 0; i < ROUNDS; i++) {
      for (int delay = i % 300; delay > 0; delay--) {
        Thread.onSpinWait();
      }
      work.add(i);
      reactor.wakeup();
      while (taken.get() <= i) {
        Thread.onSpinWait();
      }
    }
    loop.join();

    assertThat(taken).hasValue(ROUNDS);
  }

  @Test
  @Timeout(60)
  void wakeupBeforeAwaitEndsIt() {
    var reactor = new ParkReactor();
    reactor.wakeup();

    reactor.await(Reactor.FOREVER, false);
  }
}
