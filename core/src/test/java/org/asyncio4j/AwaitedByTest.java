package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AwaitedByTest {
  private final EventLoop loop = EventLoop.create();
  private final AwaitedBy table = new AwaitedBy();

  @Test
  void edgeIsThereOnceUntilItIsDiscarded() {
    Future<?> future = loop.createFuture();
    Future<?> waiter = loop.createFuture();
    table.add(future, waiter);
    table.add(future, waiter);

    assertThat(table.waitersOf(future)).containsExactly(waiter);
    assertThat(table.waitersOf(waiter)).isEmpty();
    table.discard(future, waiter);
    assertThat(table.waitersOf(future)).isEmpty();
    assertThat(table.size()).isZero();
    table.discard(future, waiter);
  }

  @Test
  void oneOfTwoEdgesStays() {
    Future<?> future = loop.createFuture();
    Future<?> first = loop.createFuture();
    Future<?> second = loop.createFuture();
    table.add(future, first);
    table.add(future, second);
    table.discard(future, first);

    assertThat(table.waitersOf(future)).containsExactly(second);
  }

  @Test
  void edgeKeepsNeitherEndAlive() {
    Future<?> future = loop.createFuture();
    var lost = new WeakReference<>(addedWaiter(future));
    TestLoops.awaitCollection(lost);
    awaitEmpty();

    Future<?> waiter = loop.createFuture();
    var lostFuture = new WeakReference<>(addedFuture(waiter));
    TestLoops.awaitCollection(lostFuture);
    awaitEmpty();
    assertThat(waiter.done()).isFalse();
    assertThat(future.done()).isFalse();
  }

  private Future<?> addedWaiter(Future<?> future) {
    Future<?> waiter = loop.createFuture();
    table.add(future, waiter);
    return waiter;
  }

  private Future<?> addedFuture(Future<?> waiter) {
    Future<?> future = loop.createFuture();
    table.add(future, waiter);
    return future;
  }

  /** The collector clears references first and queues them a little later. */
  private void awaitEmpty() {
    while (table.size() > 0) {
      Thread.onSpinWait();
    }
  }
}
