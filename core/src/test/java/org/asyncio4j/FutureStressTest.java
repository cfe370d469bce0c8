package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other threads read and await a loop's futures. */
@Timeout(120)
final class FutureStressTest {

  private record Box(int first, int second) {}

  @Test
  void whoSeesAFutureDoneSeesItsWholeResult() throws Exception {
    var published = new AtomicReference<Future<Box>>();
    var wrong = new AtomicReference<String>();
    var loop = EventLoop.create();
    var reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int seen = 0; seen >= 0; ) {
                    Future<Box> future = published.get();
                    while (future == null || !future.isDone()) {
                      future = future == null ? published.get() : future;
                    }
                    Box box = future.result(); // the shortest way to the value
                    if (box == null || box.first() != box.second()) {
                      wrong.set("saw " + box);
                    }
                    seen = box == null ? seen : box.first();
                  }
                });
    loop.runUntilComplete(
        () -> {
          for (int i = 1; i <= 500_000; i++) {
            Future<Box> future = loop.createFuture();
            published.setOpaque(future);
            // Long enough for the reader to be on the watch.
            for (int delay = i % 64; delay > 0; delay--) {
              Thread.onSpinWait();
            }
            future.setResult(new Box(i, i));
          }
        });
    Future<Box> last = loop.createFuture();
    last.setResult(new Box(-1, -1));
    published.set(last);
    reader.join();
    loop.close();

    assertThat(wrong).hasValue(null);
  }

  @Test
  void getOnAnotherThreadWaitsForTheLoop() throws Exception {
    var loop = EventLoop.create();
    var futures = new LinkedBlockingQueue<Future<Integer>>();
    var sum = new long[1];
    var consumer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < 5_000; i++) {
                      sum[0] += futures.take().get();
                    }
                  } catch (Exception e) {
                    sum[0] = -1;
                  }
                  loop.callSoonThreadsafe(loop::stop);
                });
    var host = Thread.ofPlatform().start(loop::runForever);
    for (int i = 0; i < 5_000; i++) {
      int number = i;
      loop.callSoonThreadsafe(
          () -> {
            futures.add(loop.createTask(() -> Asyncio.sleep(0, number)));
          });
    }
    consumer.join();
    host.join();
    loop.close();

    assertThat(sum[0]).isEqualTo(4_999L * 5_000 / 2);
  }
}
