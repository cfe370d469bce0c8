package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toPublisher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules of reactive streams for what {@code toPublisher} gives. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ToPublisherTest {
  private final EventLoop loop = VirtualTime.newEventLoop();
  private final Reports reports = Reports.of(loop);
  private final List<String> log = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  /** Notes its signals, and asks for what it is told to ask for. */
  private class Notes implements Flow.Subscriber<Object> {
    final List<String> signals = new ArrayList<>();
    private final long requestedAtFirst;
    Flow.@Nullable Subscription subscription;

    Notes(long requestedAtFirst) {
      this.requestedAtFirst = requestedAtFirst;
    }

    Flow.Subscription subscription() {
      return Arguments.required(subscription, "subscription");
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      signals.add("subscribed");
      subscription = given;
      if (requestedAtFirst != 0) {
        given.request(requestedAtFirst);
      }
    }

    @Override
    public void onNext(Object item) {
      signals.add("next " + item);
    }

    @Override
    public void onError(Throwable throwable) {
      signals.add("error " + throwable);
    }

    @Override
    public void onComplete() {
      signals.add("complete");
    }
  }

  /** An endless generator of one item a second. */
  private AsyncGenerator<Integer> ticks() {
    return asyncGenerator(
        out -> {
          try {
            for (int i = 0; true; i++) {
              sleep(1);
              log.add("made " + i);
              out.emit(i);
            }
          } finally {
            sleep(1);
            log.add("closed");
          }
        });
  }

  /** Runs for 20 seconds with a subscriber to some items. */
  private <N extends Notes> N served(Iterable<?> items, N subscriber) {
    loop.runUntilComplete(
        () -> {
          toPublisher(items).subscribe(subscriber);
          sleep(20);
        });
    return subscriber;
  }

  @Test
  void rule101NoMoreItemsThanRequestedAreSignalledOrMade() {
    var subscriber = served(ticks(), new Notes(2));

    assertThat(subscriber.signals).containsExactly("subscribed", "next 0", "next 1");
    assertThat(log).containsExactly("made 0", "made 1");
  }

  @Test
  void nothingIsMadeWithoutDemand() {
    assertThat(served(ticks(), new Notes(0)).signals).containsExactly("subscribed");
    assertThat(log).isEmpty();
  }

  @Test
  void laterRequestsAreServed() {
    var subscriber = new Notes(1);
    loop.runUntilComplete(
        () -> {
          toPublisher(ticks()).subscribe(subscriber);
          sleep(5);
          subscriber.subscription().request(1);
          subscriber.subscription().request(1);
          sleep(5);
        });

    assertThat(subscriber.signals).containsExactly("subscribed", "next 0", "next 1", "next 2");
  }

  @Test
  void rule104FailureIsSignalled() {
    AsyncGenerator<Integer> failing =
        asyncGenerator(
            out -> {
              out.emit(1);
              throw new IOException("broken");
            });

    assertThat(served(failing, new Notes(5)).signals)
        .containsExactly("subscribed", "next 1", "error java.io.IOException: broken");
    assertThat(reports.all()).isEmpty();
  }

  @Test
  void rule105EndIsSignalledAndNothingAfterIt() {
    var subscriber = served(List.of("a", "b"), new Notes(5));
    loop.runUntilComplete(
        () -> {
          subscriber.subscription().request(5);
          subscriber.subscription().cancel();
          sleep(1);
        });

    assertThat(subscriber.signals).containsExactly("subscribed", "next a", "next b", "complete");
  }

  @Test
  void iterableIsIteratedForEachSubscriber() {
    List<Notes> subscribers = List.of(new Notes(9), new Notes(9));
    loop.runUntilComplete(
        () -> {
          Flow.Publisher<String> publisher = toPublisher(List.of("a"));
          subscribers.forEach(publisher::subscribe);
          sleep(1);
        });

    assertThat(subscribers)
        .allSatisfy(
            subscriber ->
                assertThat(subscriber.signals).containsExactly("subscribed", "next a", "complete"));
  }

  @Test
  void generatorHasOneSubscriber() {
    var first = new Notes(1);
    var second = new Notes(1);
    loop.runUntilComplete(
        () -> {
          Flow.Publisher<Integer> publisher = toPublisher(ticks());
          publisher.subscribe(first);
          publisher.subscribe(second);
          sleep(5);
        });

    assertThat(first.signals).containsExactly("subscribed", "next 0");
    assertThat(second.signals).hasSize(2).startsWith("subscribed");
    assertThat(second.signals.getLast())
        .startsWith("error java.lang.IllegalStateException: AsyncGenerator[")
        .endsWith("has one subscriber already");
  }

  @Test
  void rule108CancellingWhileAnItemIsBeingMadeEndsTheGenerator() {
    var subscriber = new Notes(5);
    loop.runUntilComplete(
        () -> {
          toPublisher(ticks()).subscribe(subscriber);
          sleep(1.5);
          subscriber.subscription().cancel();
          subscriber.subscription().cancel();
          sleep(10);
        });

    assertThat(subscriber.signals).containsExactly("subscribed", "next 0");
    assertThat(log).containsExactly("made 0", "closed");
    assertThat(reports.all()).isEmpty();
  }

  @Test
  void cancellingWithoutDemandEndsTheGenerator() {
    var subscriber = new Notes(1);
    loop.runUntilComplete(
        () -> {
          toPublisher(ticks()).subscribe(subscriber);
          sleep(5);
          subscriber.subscription().cancel();
          sleep(5);
        });

    assertThat(log).containsExactly("made 0", "closed");
    assertThat(Asyncio.allTasks(loop)).isEmpty();
  }

  @Test
  void cancellingInsideOnNextEndsTheGenerator() {
    served(
        ticks(),
        new Notes(5) {
          @Override
          public void onNext(Object item) {
            super.onNext(item);
            subscription().cancel();
          }
        });

    assertThat(log).containsExactly("made 0", "closed");
    assertThat(reports.all()).isEmpty();
  }

  @Test
  void rule302RequestMayBeMadeInsideOnNext() {
    var subscriber =
        served(
            List.of(1, 2, 3),
            new Notes(1) {
              @Override
              public void onNext(Object item) {
                super.onNext(item);
                subscription().request(1);
              }
            });

    assertThat(subscriber.signals)
        .containsExactly("subscribed", "next 1", "next 2", "next 3", "complete");
  }

  @Test
  void rule303RequestsInsideOnNextDoNotRecurse() {
    var deepest = new AtomicInteger();
    served(
        IntStream.range(0, 10_000).boxed().toList(),
        new Notes(1) {
          @Override
          public void onNext(Object item) {
            deepest.accumulateAndGet(new Throwable().getStackTrace().length, Math::max);
            subscription().request(1);
          }
        });

    assertThat(deepest.get()).isBetween(1, 100);
  }

  @Test
  void rule306RequestAfterCancelDoesNothing() {
    var subscriber = new Notes(0);
    loop.runUntilComplete(
        () -> {
          toPublisher(List.of(1)).subscribe(subscriber);
          sleep(1);
          subscriber.subscription().cancel();
          subscriber.subscription().request(1);
          subscriber.subscription().request(-1);
          sleep(1);
        });

    assertThat(subscriber.signals).containsExactly("subscribed");
  }

  @Test
  void rule309RequestOfNothingIsAnError() {
    for (long n : new long[] {-1, Long.MIN_VALUE}) {
      assertThat(served(List.of(1), new Notes(n)).signals)
          .containsExactly(
              "subscribed",
              "error java.lang.IllegalArgumentException: rule 3.9: n must be > 0, got " + n);
    }
    var subscriber = new Notes(5);
    loop.runUntilComplete(
        () -> {
          toPublisher(ticks()).subscribe(subscriber);
          sleep(1.5);
          subscriber.subscription().request(0);
          sleep(5);
        });
    assertThat(subscriber.signals.getLast()).endsWith("n must be > 0, got 0");
    assertThat(log).containsExactly("made 0", "closed");
  }

  @Test
  void rule317DemandAddsUpToNoLimit() {
    var subscriber = new Notes(Long.MAX_VALUE);
    loop.runUntilComplete(
        () -> {
          toPublisher(List.of(1, 2, 3)).subscribe(subscriber);
          sleep(0);
          subscriber.subscription().request(Long.MAX_VALUE);
          subscriber.subscription().request(1);
          sleep(1);
        });

    assertThat(subscriber.signals).hasSize(5).endsWith("complete");
  }

  @Test
  void rule109NullSubscriberIsRefused() {
    loop.runUntilComplete(
        () ->
            assertThatThrownBy(() -> toPublisher(List.of()).subscribe(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("subscriber"));
  }

  @Test
  void publisherBelongsToARunningLoop() {
    assertThatThrownBy(() -> toPublisher(List.of()))
        .hasMessageStartingWith("no running event loop");
  }

  @Test
  void subscriberThatThrowsIsCancelledAndReported() {
    var failure = new IllegalStateException("subscriber");
    var subscriber =
        served(
            ticks(),
            new Notes(5) {
              @Override
              public void onNext(Object item) {
                super.onNext(item);
                throw failure;
              }
            });

    assertThat(subscriber.signals).containsExactly("subscribed", "next 0");
    assertThat(log).containsExactly("made 0", "closed");
    assertThat(reports.only().message())
        .isEqualTo("a subscriber of a Flow.Publisher has thrown, and is cancelled");
    assertThat(reports.only().exception()).containsSame(failure);
  }

  @Test
  void failureOfTheCleanUpAfterACancellationIsReported() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              try {
                out.emit(1);
              } finally {
                throwIt(new IllegalStateException("clean-up"));
              }
            });
    var subscriber = new Notes(1);
    loop.runUntilComplete(
        () -> {
          toPublisher(generator).subscribe(subscriber);
          sleep(1);
          subscriber.subscription().cancel();
          sleep(1);
        });

    assertThat(reports.only().message()).isEqualTo("a cancelled Flow.Subscription has failed");
    assertThat(reports.only().asyncgen().orElseThrow()).isSameAs(generator);
  }

  private static void throwIt(RuntimeException exception) {
    throw exception;
  }

  @Test
  void endOfTheProgramIsSignalledAsAnError() {
    var subscriber = new Notes(1);
    VirtualTime.run(
        () -> {
          toPublisher(ticks()).subscribe(subscriber);
          sleep(5);
        });

    assertThat(subscriber.signals)
        .containsExactly(
            "subscribed",
            "next 0",
            "error "
                + CancellationException.class.getName()
                + ": the publisher's task was cancelled");
    assertThat(log).containsExactly("made 0", "closed");
  }

  @Test
  void closedLoopRefusesSubscribers() {
    Flow.Publisher<Integer> publisher = loop.runUntilComplete(() -> toPublisher(List.of(1)));
    var queued = new Notes(1);
    var late = new Notes(1);
    publisher.subscribe(queued); // for a next run, which does not come
    loop.close();
    publisher.subscribe(late);

    String refusal = "error java.lang.IllegalStateException: the event loop is closed";
    assertThat(queued.signals).containsExactly("subscribed", refusal);
    assertThat(late.signals).containsExactly("subscribed", refusal);
  }

  @Test
  void otherThreadsMaySubscribeRequestAndCancel() throws Exception {
    var served = new CountDownLatch(1_000);
    var cancelled = new CountDownLatch(1);
    var subscribed = new CountDownLatch(1);
    var subscriber =
        new Notes(0) {
          @Override
          public void onSubscribe(Flow.Subscription given) {
            super.onSubscribe(given);
            subscribed.countDown();
          }

          @Override
          public void onNext(Object item) {
            served.countDown();
          }
        };
    Asyncio.run(
        () -> {
          AsyncGenerator<Integer> endless =
              asyncGenerator(
                  out -> {
                    try {
                      while (true) {
                        out.emit(1);
                      }
                    } finally {
                      cancelled.countDown();
                    }
                  });
          Flow.Publisher<Integer> publisher = toPublisher(endless);
          Asyncio.await(
              java.util.concurrent.CompletableFuture.runAsync(
                  () -> {
                    publisher.subscribe(subscriber);
                    awaitLatch(subscribed);
                    for (int i = 0; i < 1_000; i++) {
                      subscriber.subscription().request(1);
                    }
                    awaitLatch(served);
                    subscriber.subscription().cancel();
                    awaitLatch(cancelled);
                  }));
        });
    assertThat(served.getCount()).isZero();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
