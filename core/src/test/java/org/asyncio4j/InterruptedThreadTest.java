package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.WhenCancelled.INTERRUPT;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancellations that interrupt the thread and wait for its function. */
@Timeout(60)
final class InterruptedThreadTest {
  // Nobody ever counts it down.
  private final CountDownLatch never = new CountDownLatch(1);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());

  /** {@return a task whose function has begun} */
  private Task<Object> started(Action body) throws InterruptedException {
    Task<Object> task =
        createTask(
            () ->
                toThread(
                    () -> {
                      begun.countDown();
                      body.run();
                      return "returned";
                    },
                    INTERRUPT));
    sleep(0);
    begun.await();
    return task;
  }

  @Test
  void cancellationInterruptsTheThreadAndWaitsForTheFunction() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              started(
                  () -> {
                    try {
                      never.await();
                    } finally {
                      events.add("the function ends");
                    }
                  });

          task.cancel("enough");

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("enough")
              .hasCauseInstanceOf(InterruptedException.class);
          assertThat(events).containsExactly("the function ends");
          assertThat(task.cancelled()).isTrue();
        });
  }

  @Test
  void cancellationGoesOnThoughTheFunctionReturns() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              started(
                  () -> {
                    try {
                      never.await();
                    } catch (InterruptedException e) {
                      events.add("ignored");
                    }
                  });

          task.cancel();

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasNoCause();
          assertThat(events).containsExactly("ignored");
        });
  }

  @Test
  void whatTheFunctionThrowsInsteadIsTheCause() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("clean-up failed");
          Task<?> task =
              started(
                  () -> {
                    try {
                      never.await();
                    } catch (InterruptedException e) {
                      throw failure;
                    }
                  });

          task.cancel();

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasCause(failure);
        });
  }

  @Test
  void everyFurtherCancellationInterruptsAgain() {
    VirtualTime.run(
        () -> {
          var first = new CountDownLatch(1);
          Task<?> task =
              started(
                  () -> {
                    try {
                      never.await();
                    } catch (InterruptedException e) {
                      first.countDown();
                      never.await();
                    }
                  });

          task.cancel("first");
          first.await();
          assertThat(task.done()).isFalse();
          task.cancel("second");

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("second");
        });
  }

  @Test
  void timeoutOverAThreadEndsTheThread() {
    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () ->
                        timeout()
                            .run(
                                limit -> {
                                  createTask(
                                      () -> {
                                        toThread(() -> begun.await());
                                        limit.reschedule(getRunningLoop().time());
                                      });
                                  toThread(
                                      () -> {
                                        begun.countDown();
                                        try {
                                          never.await();
                                        } finally {
                                          events.add("the function ends");
                                        }
                                      },
                                      INTERRUPT);
                                })))
        .isInstanceOf(TimeoutException.class)
        .hasRootCauseInstanceOf(InterruptedException.class);
    assertThat(events).containsExactly("the function ends");
  }

  @Test
  void interruptStaysWithTheFunctionOnAnExecutorThatDoesNotCare() throws InterruptedException {
    var running = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var after = new ArrayList<Boolean>();
    var threads = new ArrayList<Thread>();
    VirtualTime.run(
        () -> {
          Future<?> future =
              getRunningLoop()
                  .runInExecutor(
                      command ->
                          threads.add(
                              Thread.ofPlatform()
                                  .start(
                                      () -> {
                                        command.run();
                                        after.add(Thread.currentThread().isInterrupted());
                                      })),
                      () -> {
                        running.countDown();
                        while (release.getCount() > 0) {
                          Thread.onSpinWait();
                        }
                        events.add(Thread.currentThread().isInterrupted());
                      },
                      INTERRUPT);
          running.await();

          assertThat(future.cancel()).isTrue();
          assertThat(future.done()).isFalse();
          release.countDown();

          assertThatThrownBy(() -> await(future)).isInstanceOf(CancelledError.class);
        });
    threads.getFirst().join();

    assertThat(events).containsExactly(true);
    assertThat(after).containsExactly(false);
  }

  @Test
  void groupWaitsForTheThreadsOfItsCancelledTasks() {
    var failure = new IllegalArgumentException("a sibling's");

    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () ->
                        TaskGroup.run(
                            group -> {
                              group.createTask(
                                  () ->
                                      toThread(
                                          () -> {
                                            begun.countDown();
                                            try {
                                              never.await();
                                            } finally {
                                              events.add("the function ends");
                                            }
                                          },
                                          INTERRUPT));
                              group.createTask(
                                  () -> {
                                    toThread(() -> begun.await());
                                    throw failure;
                                  });
                            })))
        .isInstanceOfSatisfying(
            ExceptionGroup.class, group -> assertThat(group.exceptions()).containsExactly(failure));
    assertThat(events).containsExactly("the function ends");
  }
}
