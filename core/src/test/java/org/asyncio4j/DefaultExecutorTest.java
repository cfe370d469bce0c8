package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import org.asyncio4j.TestLoops.Log;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The default executor's life: made when needed, replaced, shut down, joined at the end. */
@Timeout(60)
final class DefaultExecutorTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());

  private void blockingFunction() throws InterruptedException {
    begun.countDown();
    release.await();
    events.add("the function ends");
  }

  /** Has the default executor of the running loop run {@link #blockingFunction}. */
  private Future<?> startBlockingFunction() throws InterruptedException {
    Future<?> future = getRunningLoop().runInExecutor(this::blockingFunction);
    begun.await();
    return future;
  }

  @Test
  void executorThatIsSetIsUsed() {
    VirtualTime.run(
        () -> {
          getRunningLoop()
              .setDefaultExecutor(
                  Executors.newFixedThreadPool(1, Thread.ofPlatform().name("mine-", 0).factory()));

          assertThat(toThread(() -> Thread.currentThread().getName())).isEqualTo("mine-0");
          assertThat(await(getRunningLoop().runInExecutor(() -> Thread.currentThread().getName())))
              .isEqualTo("mine-0");
        });
  }

  @Test
  void moreFunctionsThanThreadsWaitTheirTurn() {
    int threads = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
    VirtualTime.run(
        () -> {
          EventLoop loop = getRunningLoop();
          var allBegun = new CountDownLatch(threads);
          var futures = new ArrayList<Future<?>>();
          for (int i = 0; i < threads; i++) {
            futures.add(
                loop.runInExecutor(
                    () -> {
                      allBegun.countDown();
                      release.await();
                      return events.add("one of the first");
                    }));
          }
          allBegun.await();
          for (int i = 0; i < 10; i++) {
            int number = i;
            futures.add(loop.runInExecutor(() -> events.add(number)));
          }
          assertThat(events).isEmpty();

          release.countDown();
          Asyncio.wait(futures);
        });

    assertThat(events).hasSize(threads + 10);
  }

  @Test
  @Behaviour(243)
  void afterShutdownTheDefaultExecutorIsRefusedAndOthersServe() {
    VirtualTime.run(
        () -> {
          EventLoop loop = getRunningLoop();
          toThread(() -> events.add("before"));
          loop.shutdownDefaultExecutor();

          assertThatThrownBy(() -> loop.runInExecutor(() -> events.add("after")))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("executor shutdown has been called: expected an executor as an argument");
          assertThatThrownBy(() -> toThread(() -> events.add("after")))
              .isInstanceOf(IllegalStateException.class);
          loop.setDefaultExecutor(Executors.newCachedThreadPool());
          assertThatThrownBy(() -> toThread(() -> events.add("after")))
              .isInstanceOf(IllegalStateException.class);
          await(
              loop.runInExecutor(
                  command -> Thread.ofPlatform().start(command), () -> events.add("other")));
          loop.shutdownDefaultExecutor();
        });

    assertThat(events).containsExactly("before", "other");
  }

  @Test
  void shutdownBeforeAnyUseReturnsAtOnce() {
    VirtualTime.run(
        () -> {
          createTask(() -> events.add("another task runs"));
          getRunningLoop().shutdownDefaultExecutor();
          assertThat(events).isEmpty();
        });
  }

  @Test
  void shutdownWaitsForTheFunctionsAndTheLoopGoesOnMeanwhile() {
    VirtualTime.run(
        () -> {
          startBlockingFunction();
          createTask(
              () -> {
                events.add("another task runs");
                release.countDown();
              });

          getRunningLoop().shutdownDefaultExecutor();

          assertThat(events).containsExactly("another task runs", "the function ends");
        });
  }

  @Test
  @Behaviour(244)
  void shutdownThatTakesTooLongWarnsAndGoesOn() {
    for (Duration limit : List.of(Duration.ofMillis(10), Duration.ZERO)) {
      try (var log = new Log()) {
        var ownBegun = new CountDownLatch(1);
        var ownRelease = new CountDownLatch(1);
        VirtualTime.run(
            () -> {
              EventLoop loop = getRunningLoop();
              Future<?> future =
                  loop.runInExecutor(
                      () -> {
                        ownBegun.countDown();
                        ownRelease.await();
                      });
              ownBegun.await();
              loop.shutdownDefaultExecutor(limit);
              assertThat(future.done()).isFalse();
              ownRelease.countDown();
              await(future);
            });

        assertThat(log.records())
            .singleElement()
            .satisfies(
                record -> {
                  assertThat(record.getLevel()).isEqualTo(Level.WARNING);
                  assertThat(record.getMessage())
                      .startsWith("the default executor did not join its threads within");
                });
      }
    }
  }

  @Test
  void limitInSecondsIsCheckedAndKept() {
    try (var log = new Log()) {
      VirtualTime.run(
          () -> {
            EventLoop loop = getRunningLoop();
            assertThatThrownBy(() -> loop.shutdownDefaultExecutor(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeout must be a number of seconds, got NaN");
            startBlockingFunction();
            loop.shutdownDefaultExecutor(0.01);
            release.countDown();
          });

      assertThat(log.records()).hasSize(1);
    }
  }

  @Test
  void shutdownInTimeDoesNotWarn() {
    try (var log = new Log()) {
      VirtualTime.run(
          () -> {
            toThread(() -> events.add("ran"));
            getRunningLoop().shutdownDefaultExecutor(300);
          });

      assertThat(log.records()).isEmpty();
    }
  }

  @Test
  void cancelledShutdownHasShutTheExecutorDown() {
    ExecutorService executor = Executors.newFixedThreadPool(1);
    VirtualTime.run(
        () -> {
          EventLoop loop = getRunningLoop();
          loop.setDefaultExecutor(executor);
          startBlockingFunction();
          Task<?> shutdown = createTask(() -> loop.shutdownDefaultExecutor());
          sleep(0);

          shutdown.cancel();

          assertThatThrownBy(() -> await(shutdown)).isInstanceOf(CancelledError.class);
          assertThat(executor.isShutdown()).isTrue();
          assertThat(executor.isTerminated()).isFalse();
          release.countDown();
        });
  }

  @Test
  @Behaviour(229)
  void runJoinsTheThreadsAfterItHasCancelledTheTasks() {
    VirtualTime.run(
        () -> {
          createTask(
              () -> {
                try {
                  toThread(this::blockingFunction);
                } finally {
                  events.add("the task is cancelled");
                  release.countDown();
                }
              });
          sleep(0);
          begun.await();
          events.add("main ends");
        });

    assertThat(events).containsExactly("main ends", "the task is cancelled", "the function ends");
  }

  @Test
  @Behaviour(229)
  void runJoinsTheThreadsAlsoAfterAFailure() {
    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      startBlockingFunction();
                      Thread.ofPlatform().start(release::countDown);
                      throw new IllegalStateException("main fails");
                    }))
        .hasMessage("main fails");

    assertThat(events).containsExactly("the function ends");
  }

  /** As CPython's teardown, which goes round for it. */
  @Test
  @Behaviour(229)
  void callbacksThatAreScheduledWhenMainEndsStillRun() {
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          loop.callSoon(() -> loop.callSoon(() -> events.add("ran")));
        });

    assertThat(events).containsExactly("ran");
  }

  @Test
  void closeLetsTheThreadsEndAndWaitsForNone() throws InterruptedException {
    EventLoop loop = VirtualTime.newEventLoop();
    ExecutorService executor = Executors.newFixedThreadPool(1);
    loop.setDefaultExecutor(executor);
    loop.runInExecutor(this::blockingFunction);
    begun.await();

    loop.close();

    assertThat(executor.isShutdown()).isTrue();
    assertThat(events).isEmpty();
    release.countDown();
    executor.close();
    assertThat(events).containsExactly("the function ends");
  }

  @Test
  void replacedExecutorIsLeftAlone() {
    try (ExecutorService first = Executors.newFixedThreadPool(1)) {
      VirtualTime.run(
          () -> {
            getRunningLoop().setDefaultExecutor(first);
            getRunningLoop().setDefaultExecutor(Executors.newFixedThreadPool(1));
            toThread(() -> events.add("ran"));
          });

      assertThat(first.isShutdown()).isFalse();
    }
  }

  @Test
  void threadsEndWithTheLoop() throws InterruptedException {
    Thread used = VirtualTime.run(() -> toThread(Thread::currentThread));

    used.join(); // long before its time to be idle is up: the test's time limit says so
    assertThat(used.isAlive()).isFalse();
  }
}
