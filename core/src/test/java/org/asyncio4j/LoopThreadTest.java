package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LoopThreadTest {
  private final List<String> trace = new CopyOnWriteArrayList<>();

  @Test
  void whatIsSubmittedRunsAsATaskOfTheLoop() {
    try (var background = LoopThread.start()) {
      CompletableFuture<EventLoop> where =
          background.submit(
              () -> {
                sleep(0);
                assertThat(currentTask()).isPresent();
                return getRunningLoop();
              });

      assertThat(where.join()).isSameAs(background.loop());
    }
  }

  @Test
  void failureIsTheFuturesAndTheLoopGoesOn() {
    try (var background = LoopThread.start()) {
      CompletableFuture<Integer> failing = background.submit(() -> Integer.parseInt("ten"));

      assertThatThrownBy(failing::join)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(NumberFormatException.class);
      assertThat(background.submit(() -> 1).join()).isEqualTo(1);
    }
  }

  private Action sleepsAndCleansUp(CountDownLatch began) {
    return () -> {
      try {
        began.countDown();
        sleep(3600);
      } finally {
        sleep(0);
        trace.add("cleaned up");
      }
    };
  }

  @Test
  void closeCancelsWhatIsLeftAndWaitsForIt() throws Exception {
    CompletableFuture<?> left;
    LoopThread closed;
    try (var background = LoopThread.start()) {
      closed = background;
      var began = new CountDownLatch(1);
      left = background.submit(sleepsAndCleansUp(began));
      began.await();
    }
    assertThat(trace).containsExactly("cleaned up");
    assertThat(left).isCancelled();
    assertThat(closed.loop().isClosed()).isTrue();
    closed.close(); // does nothing more
  }

  @Test
  void cancellingTheFutureCancelsTheTask() throws Exception {
    try (var background = LoopThread.start()) {
      var began = new CountDownLatch(1);
      CompletableFuture<?> task = background.submit(sleepsAndCleansUp(began));
      began.await();

      task.cancel(true);

      while (trace.isEmpty()) {
        background.submit(() -> sleep(0)).join();
      }
      assertThat(trace).containsExactly("cleaned up");
    }
  }

  @Test
  void closedOneRefusesWhatIsSubmitted() {
    var background = LoopThread.start();
    background.close();

    assertThatThrownBy(() -> background.submit(() -> 1))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void closeOnItsOwnLoopIsRefused() {
    try (var background = LoopThread.start()) {
      CompletableFuture<?> closing = background.submit(background::close);

      assertThatThrownBy(closing::join).hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void systemExitOfATaskEndsItAndIsThrownByClose() {
    var background = LoopThread.start();
    CompletableFuture<?> exiting =
        background.submit(
            () -> {
              throw new SystemExit(3);
            });

    assertThatThrownBy(exiting::join).isNotNull();
    assertThatThrownBy(background::close).isInstanceOf(SystemExit.class);
    assertThat(background.loop().isClosed()).isTrue();
  }

  @Test
  void whatTheLoopFactoryThrowsIsThrown() {
    RunOptions options =
        RunOptions.DEFAULT.withLoopFactory(
            () -> {
              throw new IllegalStateException("no loop today");
            });

    assertThatIllegalStateException()
        .isThrownBy(() -> LoopThread.start(options))
        .withMessage("no loop today");
  }

  @Test
  void interruptOfWhoClosesIsKept() {
    var background = LoopThread.start();
    Thread.currentThread().interrupt();

    background.close();

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void manyThreadsSubmitWhileItCloses() throws Exception {
    for (int round = 0; round < 50; round++) {
      var background = LoopThread.start();
      var futures = new CopyOnWriteArrayList<CompletableFuture<Integer>>();
      Runnable submits =
          () -> {
            try {
              while (true) {
                futures.add(background.submit(() -> 1));
              }
            } catch (RejectedExecutionException closed) {
              trace.add("refused");
            }
          };
      Thread one = Thread.ofPlatform().start(submits);
      Thread other = Thread.ofPlatform().start(submits);
      while (futures.isEmpty()) {
        Thread.onSpinWait();
      }
      background.close();
      one.join();
      other.join();

      assertThat(futures).allMatch(CompletableFuture::isDone);
    }
    assertThat(trace).hasSize(100);
  }
}
