package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads hand work to a loop while it runs, parks and closes: none is lost, nobody waits on. */
@Tag("one-engine")
@Timeout(120)
final class MailboxStressTest {

  @Test
  void callbacksOfManyThreadsAllRunInTheOrderOfEachThread() throws Exception {
    int threads = 4;
    int each = 25_000;
    var loop = EventLoop.create();
    var next = new int[threads];
    var outOfOrder = new AtomicInteger();
    var left = new AtomicInteger(threads * each);
    var callers = new ArrayList<Thread>();
    for (int t = 0; t < threads; t++) {
      int caller = t;
      callers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      int number = i;
                      loop.callSoonThreadsafe(
                          () -> {
                            if (next[caller]++ != number) {
                              outOfOrder.incrementAndGet();
                            }
                            if (left.decrementAndGet() == 0) {
                              loop.stop();
                            }
                          });
                    }
                  }));
    }
    loop.runForever();
    for (Thread caller : callers) {
      caller.join();
    }
    loop.close();

    assertThat(left).hasValue(0);
    assertThat(outOfOrder).hasValue(0);
  }

  @Test
  void everySubmissionToAClosingLoopEnds() throws Exception {
    for (int round = 0; round < 300; round++) {
      var loop = EventLoop.create();
      loop.setExceptionHandler((closing, report) -> {}); // tasks that are pending at the end
      var started = new CountDownLatch(2);
      var submitted = new ArrayList<java.util.concurrent.CompletableFuture<Integer>>();
      var caller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    started.countDown();
                    for (int i = 0; i < 3_000; i++) {
                      int number = i;
                      try {
                        submitted.add(Asyncio.runCoroutineThreadsafe(() -> number, loop));
                      } catch (IllegalStateException closed) {
                        return;
                      }
                    }
                  });
      started.countDown();
      started.await();
      for (int i = 0; i < 3; i++) {
        loop.runUntilComplete(() -> Asyncio.sleep(0));
      }
      loop.close();
      caller.join();

      assertThat(submitted).allMatch(java.util.concurrent.Future::isDone);
    }
  }

  @Test
  void programsSubmittedToARunnerThatEndsAllEnd() throws Exception {
    for (int round = 0; round < 200; round++) {
      var loopReady = new java.util.concurrent.CompletableFuture<EventLoop>();
      var outcomes = new AtomicInteger();
      var caller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    EventLoop loop = loopReady.join();
                    for (int i = 0; i < 200; i++) {
                      try {
                        Asyncio.runCoroutineThreadsafe(() -> 1, loop).get(30, TimeUnit.SECONDS);
                        outcomes.incrementAndGet();
                      } catch (IllegalStateException ended) { // refused, or a CancellationException
                        return;
                      } catch (Exception e) {
                        outcomes.set(Integer.MIN_VALUE); // a hang, seen as a time-out
                        return;
                      }
                    }
                  });
      Asyncio.run(
          () -> {
            loopReady.complete(Asyncio.getRunningLoop());
            for (int i = 0; i < 20; i++) {
              Asyncio.sleep(0);
            }
          });
      caller.join();

      assertThat(outcomes.get()).isNotNegative();
    }
  }
}
