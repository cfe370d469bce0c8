package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.asyncGenerator;

import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A generator's body blocks in the JDK, and another thread wakes it: the task that pulls goes on.
 */
@Timeout(60)
final class GeneratorFrameStressTest {
  private static final int ITEMS = 20_000;

  @Test
  void everyItemOfAnotherThreadIsEmitted() throws InterruptedException {
    var queue = new SynchronousQueue<Integer>();
    var producer =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < ITEMS; i++) {
                      queue.put(i);
                    }
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    Asyncio.run(
        () -> {
          AsyncGenerator<Integer> items =
              asyncGenerator(
                  out -> {
                    for (int i = 0; i < ITEMS; i++) {
                      out.emit(queue.take());
                    }
                  });
          int next = 0;
          for (int item : items) {
            assertThat(item).isEqualTo(next++);
          }
          assertThat(next).isEqualTo(ITEMS);
        });
    producer.join();
  }
}
