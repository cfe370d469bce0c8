package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.fromPublisher;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toPublisher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import org.asyncio4j.testing.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A publisher as an asynchronous generator. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FromPublisherTest {

  /** A publisher in the hands of the test, which calls it on the loop's thread or on others. */
  private static final class ByHand implements Flow.Publisher<Integer>, Flow.Subscription {
    private final List<Long> requests = new ArrayList<>();
    private Flow.@Nullable Subscriber<? super Integer> subscriber;
    private int cancels;

    @Override
    public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
      this.subscriber = subscriber;
      subscriber.onSubscribe(this);
    }

    Flow.Subscriber<? super Integer> subscriber() {
      return Arguments.required(subscriber, "subscriber");
    }

    long requested() {
      return requests.stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void request(long n) {
      requests.add(n);
    }

    @Override
    public void cancel() {
      cancels++;
    }
  }

  private final ByHand publisher = new ByHand();

  @Test
  void itemsOfAnotherThreadArriveInOrder() {
    List<Integer> items = IntStream.range(0, 10_000).boxed().toList();
    Asyncio.run(
        () -> {
          var seen = new ArrayList<Integer>();
          try (var submission = new SubmissionPublisher<Integer>();
              AsyncGenerator<Integer> generator = fromPublisher(submission)) {
            Task<?> reader = createTask(() -> generator.forEach(seen::add));
            Asyncio.await(
                java.util.concurrent.CompletableFuture.runAsync(
                    () -> {
                      while (!submission.hasSubscribers()) {
                        Thread.onSpinWait();
                      }
                      items.forEach(submission::submit);
                      submission.close();
                    }));
            Asyncio.await(reader);
          }
          assertThat(seen).isEqualTo(items);
        });
  }

  @Test
  void nothingIsSubscribedBeforeTheFirstItemIsAskedFor() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = fromPublisher(publisher);
          assertThat(publisher.subscriber).isNull();

          generator.close();
          assertThat(publisher.subscriber).isNull();
        });
  }

  @Test
  void fewItemsAreRequestedAtATime() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = fromPublisher(publisher);
          Task<Integer> first = createTask(generator::anext);
          sleep(0);
          assertThat(publisher.requests).containsExactly(16L);

          int sent = 0;
          for (int taken = 0; taken < 100; taken++) {
            while (sent < publisher.requested()) {
              publisher.subscriber().onNext(sent++);
            }
            int item = taken == 0 ? Asyncio.await(first) : generator.anext();
            assertThat(item).isEqualTo(taken);
            assertThat(publisher.requested() - taken).isLessThanOrEqualTo(17);
          }
          assertThat(publisher.requests).allMatch(n -> n > 0 && n <= 16);
          generator.close();
        });
  }

  @Test
  void completionEndsTheGeneratorAfterTheItems() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = fromPublisher(publisher);
          Task<List<Integer>> all = createTask(() -> generator.stream().toList());
          sleep(0);
          publisher.subscriber().onNext(1);
          publisher.subscriber().onNext(2);
          publisher.subscriber().onComplete();

          assertThat(Asyncio.await(all)).containsExactly(1, 2);
          assertThat(publisher.cancels).isZero();
        });
  }

  @Test
  void failureIsThrownAfterTheItems() {
    var failure = new IOException("broken");
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = fromPublisher(publisher);
          Task<Integer> first = createTask(generator::anext);
          sleep(0);
          publisher.subscriber().onNext(1);
          publisher.subscriber().onError(failure);

          assertThat(Asyncio.await(first)).isEqualTo(1);
          assertThatThrownBy(generator::anext).isSameAs(failure);
          assertThat(Asyncio.anext(generator, null)).isNull();
          assertThat(publisher.cancels).isZero();
        });
  }

  @Test
  void closingCancelsTheSubscriptionOnce() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = fromPublisher(publisher);
          Task<Integer> first = createTask(generator::anext);
          sleep(0);
          publisher.subscriber().onNext(1);
          Asyncio.await(first);
          assertThat(publisher.cancels).isZero();

          generator.close();
          generator.close();
          assertThat(publisher.cancels).isEqualTo(1);
          // Rule 2.8: what comes too late does no harm.
          publisher.subscriber().onNext(2);
          publisher.subscriber().onComplete();
        });
  }

  @Test
  void cancellingTheWaitingTaskCancelsTheSubscription() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = fromPublisher(publisher);
          Task<Integer> first = createTask(generator::anext);
          sleep(0);
          first.cancel();
          Asyncio.wait(List.of(first));

          assertThat(first.cancelled()).isTrue();
          assertThat(publisher.cancels).isEqualTo(1);
        });
  }

  @Test
  void endOfTheLoopCancelsTheSubscription() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = fromPublisher(publisher);
          Task<Integer> first = createTask(generator::anext);
          sleep(0);
          publisher.subscriber().onNext(1);
          Asyncio.await(first);
        });

    assertThat(publisher.cancels).isEqualTo(1);
  }

  @Test
  void secondSubscriptionIsCancelled() {
    var second = new ByHand();
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = fromPublisher(publisher);
          Task<Integer> first = createTask(generator::anext);
          sleep(0);
          publisher.subscriber().onSubscribe(second);
          publisher.subscriber().onNext(1);

          assertThat(Asyncio.await(first)).isEqualTo(1);
          assertThat(second.cancels).isEqualTo(1);
          assertThat(second.requests).isEmpty();
          generator.close();

          var late = new ByHand();
          publisher.subscriber().onSubscribe(late);
          assertThat(late.cancels).isEqualTo(1);
        });
  }

  @Test
  void nullSignalsAreRefused() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = fromPublisher(publisher);
          Task<Integer> first = createTask(generator::anext);
          sleep(0);
          var subscriber = publisher.subscriber();

          assertThatThrownBy(() -> subscriber.onNext(null)).hasMessage("item");
          assertThatThrownBy(() -> subscriber.onError(null)).hasMessage("throwable");
          assertThatThrownBy(() -> subscriber.onSubscribe(null)).hasMessage("subscription");
          first.cancel();
        });
  }

  @Test
  void signalsToAClosedLoopDoNoHarm() {
    EventLoop loop = VirtualTime.newEventLoop();
    loop.runUntilComplete(
        () -> {
          AsyncGenerator<Integer> generator = fromPublisher(publisher);
          createTask(generator::anext);
          sleep(0);
        });
    loop.setExceptionHandler((l, report) -> {});
    loop.close();

    publisher.subscriber().onNext(1);
    publisher.subscriber().onComplete();
  }

  @Test
  void virtualTimeStandsStillWhileAnotherThreadIsWaitedFor() {
    var mayGo = new CountDownLatch(1);
    VirtualTime.run(
        () -> {
          Thread other =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        awaitLatch(mayGo);
                        publisher.subscriber().onNext(7);
                      });
          AsyncGenerator<Integer> generator = fromPublisher(publisher);
          Asyncio.getRunningLoop().callSoon(mayGo::countDown);
          Asyncio.getRunningLoop().callLater(5, () -> {});

          assertThat(generator.anext()).isEqualTo(7);
          assertThat(Asyncio.getRunningLoop().time()).isZero();
          generator.close();
          other.join();
        });
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void thereAndBackAgainInVirtualTime() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> ticks =
              asyncGenerator(
                  out -> {
                    for (int i = 0; i < 40; i++) {
                      sleep(1);
                      out.emit(i);
                    }
                  });
          try (AsyncGenerator<Integer> generator = fromPublisher(toPublisher(ticks))) {
            assertThat(generator.stream().limit(30))
                .containsExactlyElementsOf(IntStream.range(0, 30).boxed().toList());
          }
          assertThat(Asyncio.getRunningLoop().time()).isEqualTo(30);
          sleep(1);
          assertThat(ticks.toString()).endsWith("CLOSED]");
        });
  }
}
