package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another thread cancels a handle while the loop runs it. */
@Timeout(120)
final class ThreadsafeHandleStressTest {

  @Test
  void callbackHasEndedOrNeverRunsOnceCancelReturns() throws Exception {
    var loop = EventLoop.create();
    var host = Thread.ofPlatform().start(loop::runForever);
    var late = new AtomicInteger();
    for (int i = 0; i < 20_000; i++) {
      var cancelled = new AtomicBoolean();
      var running = new AtomicBoolean();
      Handle handle =
          loop.callSoonThreadsafe(
              () -> {
                running.set(true);
                if (cancelled.get()) {
                  late.incrementAndGet();
                }
                Thread.onSpinWait();
                running.set(false);
              });
      if (i % 2 == 0) {
        while (!running.get() && i % 4 == 0 && !handleHasRun(loop, handle)) {
          Thread.onSpinWait();
        }
      }
      handle.cancel();
      cancelled.set(true);
      if (running.get()) {
        late.incrementAndGet();
      }
    }
    loop.callSoonThreadsafe(loop::stop);
    host.join();
    loop.close();

    assertThat(late).hasValue(0);
  }

  // A look at the queue would be a race of its own: a bounded number of turns is enough.
  private static boolean handleHasRun(EventLoop loop, Handle handle) {
    return handle.cancelled() || loop.isClosed() || Math.floorMod(System.nanoTime(), 50) == 0;
  }
}
