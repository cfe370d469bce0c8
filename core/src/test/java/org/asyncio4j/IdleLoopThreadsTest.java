package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What other threads do to the futures of a loop that nobody runs yet is left to the loop. */
@Timeout(120)
final class IdleLoopThreadsTest {
  private final EventLoop loop = EventLoop.create();
  private final Future<String> future = loop.createFuture();

  @AfterEach
  void close() {
    loop.close();
  }

  private static <T> T onAnotherThread(java.util.concurrent.Callable<T> call) throws Exception {
    var answer = new CompletableFuture<T>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                answer.complete(call.call());
              } catch (Throwable thrown) {
                answer.completeExceptionally(thrown);
              }
            });
    return answer.get();
  }

  @Test
  void cancellationByAnotherThreadIsLeftToTheLoop() throws Exception {
    assertThat(onAnotherThread(() -> future.cancel(true))).isTrue();
    assertThat(future.done()).isFalse();

    assertThatThrownBy(() -> loop.runUntilComplete(future)).isInstanceOf(CancelledError.class);
    assertThat(onAnotherThread(() -> future.cancel(true))).isFalse();
  }

  @Test
  void cancellationByTheThreadThatPreparesTheLoopIsDoneAtOnce() {
    assertThat(future.cancel(true)).isTrue();
    assertThat(future.cancelled()).isTrue();
  }

  @Test
  void cancellationByTheThreadThatMadeTheLoopIsLeftToTheLoopOnceAnotherThreadHasRunIt()
      throws Exception {
    onAnotherThread(() -> loop.runUntilComplete(() -> Asyncio.sleep(0, "ran")));

    assertThat(future.cancel(true)).isTrue();
    assertThat(future.done()).isFalse();
    assertThatThrownBy(() -> loop.runUntilComplete(future)).isInstanceOf(CancelledError.class);
  }

  @Test
  void cancellationIsRefusedWhenTheLoopIsClosed() throws Exception {
    loop.close();

    assertThat(onAnotherThread(() -> future.cancel(true))).isFalse();
  }

  @Test
  void getOnAnotherThreadLeavesTheIdleLoopAlone() throws Exception {
    var answer = new CompletableFuture<String>();
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    answer.complete(future.get());
                  } catch (Throwable thrown) {
                    answer.completeExceptionally(thrown);
                  }
                });
    TestLoops.awaitBlocked(other);

    assertThat(future.callbackCount()).isZero();
    loop.runUntilComplete(
        () -> {
          Asyncio.sleep(0);
          future.setResult("result");
          Asyncio.sleep(0);
          Asyncio.sleep(0);
        });
    assertThat(answer.get()).isEqualTo("result");
  }

  @Test
  void getOfAFutureThatIsDoneWhenTheLoopClosesHasItsResult() throws Exception {
    var answer = new CompletableFuture<String>();
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    answer.complete(future.get());
                  } catch (Throwable thrown) {
                    answer.completeExceptionally(thrown);
                  }
                });
    TestLoops.awaitBlocked(other);
    future.setResult("result");

    loop.close();

    assertThat(answer.get()).isEqualTo("result");
  }

  @Test
  void getOfAFutureThatIsPendingWhenTheLoopClosesIsCancelled() throws Exception {
    Thread other =
        Thread.ofPlatform()
            .start(() -> assertThatThrownBy(future::get).isInstanceOf(CancellationException.class));
    TestLoops.awaitBlocked(other);

    loop.close();

    other.join();
  }

  @Test
  void exceptionThatAnotherThreadHasGotIsNotReportedThoughTheLoopNeverRunsAgain() throws Exception {
    var reports = TestLoops.Reports.of(loop);
    var broken = new java.io.IOException("broken");
    future.setException(broken);

    assertThat(onAnotherThread(future::exceptionNow)).isSameAs(broken);
    assertThatThrownBy(() -> onAnotherThread(future::get)).hasRootCause(broken);
    loop.close();

    assertThat(reports.all()).isEmpty();
  }

  /** The loop's queue of what is ready is the starting thread's: it loses nothing. */
  @Test
  void cancellationWhileAnotherThreadStartsTheLoopIsNeitherLostNorDoesItHarm() throws Exception {
    int rounds = 2_000;
    var harmed = new AtomicInteger();
    for (int round = 0; round < rounds; round++) {
      EventLoop starting =
          EventLoop.create(); // by this thread, which may touch it while it is idle
      Future<Integer> cancelled = starting.createFuture();
      var begin = new CountDownLatch(1);
      Thread runner =
          Thread.ofPlatform()
              .start(
                  () -> {
                    var cancellations = new int[1];
                    cancelled.addDoneCallback(done -> cancellations[0]++);
                    starting.callLater(30, starting::stop);
                    begin.countDown();
                    starting.runUntilComplete(
                        () -> {
                          for (int i = 0; i < 20; i++) {
                            Asyncio.sleep(0);
                          }
                          Asyncio.wait(java.util.Set.of(cancelled));
                          Asyncio.sleep(0);
                        });
                    if (cancellations[0] != 1) {
                      harmed.incrementAndGet();
                    }
                  });
      begin.await();
      for (int delay = round % 200; delay > 0; delay--) {
        Thread.onSpinWait();
      }
      cancelled.cancel(true);
      runner.join();
      if (!cancelled.cancelled()) {
        harmed.incrementAndGet();
      }
      starting.close();
    }

    assertThat(harmed).hasValue(0);
  }
}
