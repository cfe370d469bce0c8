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
  @Behaviour(8)
  void whoCancelsOrAsksWaitsForTheEndOfARunningCallback() throws Exception {
    var loop = EventLoop.create();
    var host = Thread.ofPlatform().start(loop::runForever);
    var early = new AtomicInteger();
    for (int i = 0; i < 2_000; i++) {
      var started = new AtomicBoolean();
      var ended = new AtomicBoolean();
      Handle handle =
          loop.callSoonThreadsafe(
              () -> {
                started.set(true);
                for (int work = 0; work < 200; work++) {
                  Thread.onSpinWait();
                }
                ended.set(true);
              });
      while (!started.get()) {
        Thread.onSpinWait();
      }
      if (i % 2 == 0) {
        handle.cancel();
      } else if (handle.cancelled()) {
        early.incrementAndGet();
      }
      if (!ended.get()) {
        early.incrementAndGet();
      }
    }
    loop.callSoonThreadsafe(loop::stop);
    host.join();
    loop.close();

    assertThat(early).hasValue(0);
  }
}
