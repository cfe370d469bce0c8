package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.sleep;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody on another thread waits for ever for a future of a loop that has closed. */
@Timeout(60)
final class ClosedLoopWaitersTest {
  private final EventLoop loop = EventLoop.create();
  private final Future<Integer> future = loop.createFuture();

  @Test
  void getOnAnotherThreadEndsWhenTheLoopCloses() throws Exception {
    var outcome = new AtomicReference<Throwable>();
    var waiter =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    future.get();
                  } catch (Exception e) {
                    outcome.set(e);
                  }
                });
    while (waiter.getState() != Thread.State.WAITING) {
      loop.runUntilComplete(() -> sleep(0));
    }
    loop.close();
    waiter.join();

    assertThat(outcome.get()).isInstanceOf(CancellationException.class);
  }

  @Test
  void completableFutureEndsWhenTheLoopCloses() {
    CompletableFuture<Integer> copy = future.toCompletableFuture();
    loop.close();

    assertThat(copy).isCancelled();
  }

  @Test
  void getOfAClosedLoopsPendingFutureEndsAtOnce() {
    loop.close();

    assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    assertThat(future.toCompletableFuture()).isCancelled();
  }
}
