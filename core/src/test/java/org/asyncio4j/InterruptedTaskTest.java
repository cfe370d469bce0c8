package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.waitFor;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancellations reach a task that blocks in the JDK as interrupts, and stay cancellations. */
@Timeout(60)
final class InterruptedTaskTest {
  // Nobody ever counts it down.
  private final CountDownLatch never = new CountDownLatch(1);

  @BeforeEach
  void onlyTheLoopEngineCanCancelABlockedTask() {
    assumeFalse(System.getProperty("asyncio4j.engine", "loop").equals("handoff"));
  }

  @Test
  void timeoutOverABlockedCallIsATimeout() {
    assertThatThrownBy(() -> run(() -> timeout(0.01, () -> never.await())))
        .isInstanceOf(TimeoutException.class)
        .hasCauseInstanceOf(CancelledError.class)
        .hasRootCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void waitForOverABlockedCallIsATimeout() {
    assertThatThrownBy(() -> run(() -> waitFor(() -> never.await(), 0.01)))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void groupWhoseBlockIsBlockedReportsOnlyTheChildsFailure() {
    var failure = new IllegalArgumentException("the child's");

    assertThatThrownBy(
            () ->
                run(
                    () ->
                        TaskGroup.run(
                            group -> {
                              group.createTask(
                                  () -> {
                                    throw failure;
                                  });
                              never.await();
                            })))
        .isInstanceOfSatisfying(
            ExceptionGroup.class, group -> assertThat(group.exceptions()).containsExactly(failure));
  }

  @Test
  void cancellationThatCameAsAnInterruptComesOnce() {
    run(
        () -> {
          var cleaned = new boolean[1];
          var blocked =
              createTask(
                  () -> {
                    try {
                      never.await();
                    } catch (InterruptedException e) {
                      sleep(0);
                      cleaned[0] = true;
                      throw e;
                    }
                  });
          sleep(0);
          blocked.cancel("enough");

          assertThatThrownBy(() -> await(blocked)).isInstanceOf(CancelledError.class);
          assertThat(cleaned[0]).isTrue();
          assertThat(blocked.cancelled()).isTrue();
        });
  }

  @Test
  void interruptedExceptionAfterTheRequestWasTakenBackIsAnException() {
    run(
        () -> {
          var blocked =
              createTask(
                  () -> {
                    try {
                      never.await();
                    } catch (InterruptedException e) {
                      assertThat(Asyncio.currentTask().orElseThrow().uncancel()).isZero();
                    }
                    throw new InterruptedException("of my own");
                  });
          sleep(0);
          blocked.cancel();

          assertThatThrownBy(() -> await(blocked))
              .isInstanceOf(InterruptedException.class)
              .hasMessage("of my own");
        });
  }

  @Test
  void callThatIgnoresTheInterruptLeavesNoneForTheNextOne() {
    run(
        () -> {
          var lock = new ReentrantLock();
          var held = new CountDownLatch(1);
          var holder =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        lock.lock();
                        held.countDown();
                        try {
                          never.await(30, TimeUnit.MILLISECONDS);
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        } finally {
                          lock.unlock();
                        }
                      });
          held.await();

          assertThatThrownBy(
                  () ->
                      timeout(
                          0.01,
                          () -> {
                            lock.lock(); // hears of no interrupt
                            lock.unlock();
                            sleep(60);
                          }))
              .isInstanceOf(TimeoutException.class);
          assertThat(Thread.currentThread().isInterrupted()).isFalse();
          holder.join();
        });
  }
}
