package org.asyncio4j.userland;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.LogRecord;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.TestLoops;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A callback that waits for a lock: the warning says who holds it, and whether that can end. */
@Timeout(120)
final class BlockedCallbackWarningTest {
  private static final RunOptions WARNED_SOON =
      RunOptions.DEFAULT.withLoopFactory(
          () ->
              EventLoop.create(LoopOptions.DEFAULT.withBlockedCallWarning(Duration.ofMillis(40))));

  @BeforeEach
  void onTheLoopEngine() {
    assumeTrue(!System.getProperty("asyncio4j.engine", "loop").equals("handoff"));
  }

  /** Waits until there is a warning, and then lets {@code then} end the wait. */
  private static void onceWarned(TestLoops.Log log, Runnable then) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (log.records().isEmpty()) {
                Thread.onSpinWait();
              }
              then.run();
            });
  }

  private static String firstMessage(TestLoops.Log log) {
    return log.records().stream().map(LogRecord::getMessage).findFirst().orElseThrow();
  }

  @Test
  void aLockThatATaskHoldsWhileItAwaitsIsADeadlockAndBothAreNamed() {
    var lock = new ReentrantLock();
    var callback = new AtomicReference<Thread>();
    try (var log = new TestLoops.Log()) {
      onceWarned(log, () -> callback.get().interrupt());
      Asyncio.run(
          () -> {
            Task<?> holder = createTask(() -> awaitInside(lock), TaskOptions.named("holder"));
            sleep(0);
            getRunningLoop()
                .callSoon(
                    () -> {
                      callback.set(Thread.currentThread());
                      lockInterruptibly(lock);
                    });
            await(holder);
          },
          WARNED_SOON);

      assertThat(firstMessage(log))
          .matches(
              "(?s)A callback of EventLoop.* holds the loop in ReentrantLock.lockInterruptibly"
                  + " \\(BlockedCallbackWarningTest.java:\\d+\\), for .* seconds so far\\..*")
          .contains("the loop starts nothing; only tasks that the JDK wakes go on")
          .contains("is held by Task 'holder' (BlockedCallbackWarningTest.java:")
          .contains("which cannot go on before the loop does: this is a deadlock.");
    }
  }

  private static void awaitInside(ReentrantLock lock) {
    lock.lock();
    try {
      sleep(0.001);
    } finally {
      lock.unlock();
    }
  }

  private static void lockInterruptibly(ReentrantLock lock) {
    try {
      lock.lockInterruptibly();
      lock.unlock();
    } catch (InterruptedException endedByTheTest) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aMonitorThatAParkedTaskHoldsIsNamedAndIsNoDeadlock() {
    var monitor = new Object();
    var released = new CountDownLatch(1);
    try (var log = new TestLoops.Log()) {
      onceWarned(log, released::countDown);
      Asyncio.run(
          () -> {
            Task<?> holder = createTask(() -> waitInside(monitor, released));
            sleep(0);
            getRunningLoop().callSoon(() -> enter(monitor));
            await(holder);
            sleep(0);
          },
          WARNED_SOON);

      assertThat(firstMessage(log))
          .contains("holds the loop in synchronized (BlockedCallbackWarningTest.java:")
          .contains("java.lang.Object (no. 1) is held by Task-2 (BlockedCallbackWarningTest.java:")
          .doesNotContain("deadlock");
    }
  }

  private static void waitInside(Object monitor, CountDownLatch released)
      throws InterruptedException {
    synchronized (monitor) {
      released.await();
    }
  }

  private static void enter(Object monitor) {
    synchronized (monitor) {
      Thread.onSpinWait();
    }
  }
}
