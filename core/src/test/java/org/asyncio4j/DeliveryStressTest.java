package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.toPublisher;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another thread asks for one item at a time, just when the loop has found no more demand. */
@Timeout(60)
final class DeliveryStressTest {
  private static final int ITEMS = 20_000;

  /** Takes items on the loop's thread; another thread sees how many and asks for the next. */
  private static final class Subscriber implements Flow.Subscriber<Integer> {
    private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
    private final CompletableFuture<Integer> completed = new CompletableFuture<>();
    private volatile int taken;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscribed.complete(subscription);
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    public void onNext(Integer item) {
      taken++;
    }

    @Override
    public void onError(Throwable throwable) {
      completed.completeExceptionally(throwable);
    }

    @Override
    public void onComplete() {
      completed.complete(taken);
    }
  }

  @Test
  void noRequestIsLost() throws Exception {
    var subscriber = new Subscriber();
    var asking =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  Flow.Subscription subscription = subscriber.subscribed.join();
                  for (int i = 0; i < ITEMS; i++) {
                    subscription.request(1);
                    while (subscriber.taken <= i) {
                      Thread.onSpinWait();
                    }
                  }
                  subscription.request(1); // it ends only for who would take one more
                });
    List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
    Asyncio.run(
        () -> {
          toPublisher(items).subscribe(subscriber);
          assertThat(Asyncio.await(subscriber.completed)).isEqualTo(ITEMS);
        });
    asking.join();
  }
}
