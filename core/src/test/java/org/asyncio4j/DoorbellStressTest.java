package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No ring is lost: neither before the task listens, nor between its look and its wait. */
@Tag("one-engine")
final class DoorbellStressTest {
  private static final int ITEMS = 50_000;

  @Test
  @Timeout(120)
  void everythingThatIsLeftIsFound() throws InterruptedException {
    var left = new ConcurrentLinkedQueue<Integer>();
    var taken = new AtomicInteger();
    Asyncio.run(
        () -> {
          var doorbell = new Doorbell(Running.requiredLoop());
          Thread other =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        for (int i = 0; i < ITEMS; i++) {
                          left.add(i);
                          doorbell.ring();
                          while (taken.get() < i - 1) {
                            Thread.onSpinWait(); // so that the task is often about to wait
                          }
                        }
                      });
          for (int next = 0; next < ITEMS; next++) {
            doorbell.awaitOthersWhile(left::isEmpty);
            assertThat(left.poll()).isEqualTo(next);
            taken.incrementAndGet();
          }
          other.join();
        });
  }
}
