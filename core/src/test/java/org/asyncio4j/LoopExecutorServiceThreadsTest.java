package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.asExecutorService;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop as an executor, used by other threads. */
@Timeout(60)
final class LoopExecutorServiceThreadsTest {
  private final EventLoop loop = EventLoop.create();
  private final ExecutorService executor = asExecutorService(loop);
  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());
  private final Thread thread = Thread.ofPlatform().unstarted(loop::runForever);

  @BeforeEach
  void start() {
    thread.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    loop.callSoonThreadsafe(loop::stop);
    thread.join();
    loop.close();
  }

  @Test
  void otherThreadsSubmitAndWait() throws Exception {
    assertThat(executor.submit(() -> sleep(0, "result")).get()).isEqualTo("result");
    Callable<String> late = () -> sleep(3600, "late");
    String first = executor.invokeAny(List.of(late, () -> sleep(0, "won")));
    assertThat(first).isEqualTo("won");
    Callable<String> body = () -> sleep(0, "one of them");
    for (var future : executor.invokeAll(List.of(body, body))) {
      assertThat(future.get()).isEqualTo("one of them");
    }
    assertThatThrownBy(() -> executor.submit(() -> sleep(3600)).get(1, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    executor.shutdownNow();
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void completionServiceOfTheJdkWorks() throws Exception {
    var service = new ExecutorCompletionService<String>(executor);
    service.submit(() -> sleep(0, "result"));

    assertThat(service.take().get()).isEqualTo("result");
  }

  @Test
  void interruptedInvokeAllCancelsItsTasks() throws Exception {
    var begun = new CountDownLatch(1);
    var cancelled = new CountDownLatch(1);
    Callable<String> body =
        () -> {
          begun.countDown();
          try {
            return sleep(3600, "never");
          } finally {
            cancelled.countDown();
          }
        };
    Thread invoking =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    executor.invokeAll(List.of(body));
                  } catch (InterruptedException e) {
                    events.add("interrupted");
                  }
                });
    begun.await();

    invoking.interrupt();

    invoking.join();
    cancelled.await();
    assertThat(events).containsExactly("interrupted");
  }

  @Test
  void interruptedCloseCancelsTheTasksAndKeepsTheInterrupt() throws Exception {
    var begun = new CountDownLatch(1);
    executor.execute(
        () -> {
          begun.countDown();
          try {
            sleep(3600);
          } finally {
            events.add("cancelled");
          }
        });
    begun.await();
    Thread closing =
        Thread.ofPlatform()
            .start(
                () -> {
                  executor.close();
                  events.add(Thread.currentThread().isInterrupted());
                });
    TestLoops.awaitBlocked(closing);

    closing.interrupt();

    closing.join();
    assertThat(events).containsExactly("cancelled", true);
    assertThat(executor.isTerminated()).isTrue();
  }

  /** What is accepted runs or is cancelled, and termination waits for it. */
  @Test
  void nothingThatIsAcceptedIsLostThoughItIsShutDownMeanwhile() throws Exception {
    for (int round = 0; round < 200; round++) {
      ExecutorService service = asExecutorService(loop);
      boolean now = round % 2 == 1;
      var accepted = new AtomicInteger();
      var ended = new AtomicInteger();
      var go = new CountDownLatch(1);
      var submitters = new ArrayList<Thread>();
      var futures = Collections.synchronizedList(new ArrayList<java.util.concurrent.Future<?>>());
      for (int i = 0; i < 2; i++) {
        submitters.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        go.await();
                        while (true) {
                          futures.add(service.submit(() -> ended.incrementAndGet()));
                          accepted.incrementAndGet();
                        }
                      } catch (RejectedExecutionException | InterruptedException over) {
                        return;
                      }
                    }));
      }
      go.countDown();
      Thread.onSpinWait();
      if (now) {
        service.shutdownNow();
      } else {
        service.shutdown();
      }
      assertThat(service.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      for (Thread submitter : submitters) {
        submitter.join();
      }
      assertThat(futures).hasSize(accepted.get()).allMatch(java.util.concurrent.Future::isDone);
      long cancelled = futures.stream().filter(java.util.concurrent.Future::isCancelled).count();
      if (!now) {
        assertThat(ended.get()).isEqualTo(accepted.get());
        assertThat(cancelled).isZero();
      }
    }
  }
}
