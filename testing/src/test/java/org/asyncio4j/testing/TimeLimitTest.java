package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.asyncio4j.Event;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A test that takes too long ends, whatever it does, and tells where it is. */
@Timeout(60)
final class TimeLimitTest {
  private static final TestOptions SHORT =
      TestOptions.DEFAULT.withTimeout(Duration.ofMillis(200)).withClock(TestClock.REAL);

  @Test
  void aTestThatWaitsForEverEndsAndTellsWhoWaitsForWhom() {
    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    SHORT,
                    () -> {
                      var never = new Event();
                      Task<?> waiter =
                          createTask(() -> waitForIt(never), TaskOptions.named("waiter"));
                      await(waiter);
                    }))
        .isInstanceOfSatisfying(
            AsyncTestError.class,
            error -> {
              assertThat(error.kind()).isEqualTo(AsyncTestError.Kind.TIMEOUT);
              assertThat(error.threadAbandoned()).isFalse();
            })
        .hasMessageStartingWith("the test took longer than 0.2 s of real time\n")
        .hasMessageContaining("Who waits for whom:")
        .hasMessageContaining("└── waiter at org.asyncio4j.testing.TimeLimitTest.waitForIt")
        .hasMessageContaining("waits for Event")
        .hasNoSuppressedExceptions();
  }

  private void waitForIt(Event event) throws InterruptedException {
    event.await();
  }

  @Test
  void whatTheTestHadToCleanUpIsCleanedUp() {
    var cleanedUp = new AtomicBoolean();

    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    SHORT,
                    () -> {
                      try {
                        sleep(3_600);
                      } finally {
                        cleanedUp.set(true);
                      }
                    }))
        .isInstanceOf(AsyncTestError.class);
    assertThat(cleanedUp).isTrue();
  }

  @Test
  void aTestThatYieldsForEverInVirtualTimeEnds() {
    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    SHORT.withClock(TestClock.VIRTUAL),
                    () -> {
                      while (true) {
                        sleep(0);
                      }
                    }))
        .isInstanceOf(AsyncTestError.class)
        .hasMessageContaining("TimeLimitTest");
  }

  @Test
  void aTaskThatBlocksInTheJdkIsInterrupted() {
    var interrupted = new AtomicBoolean();

    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    SHORT,
                    () -> {
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        interrupted.set(true);
                        throw e;
                      }
                    }))
        .isInstanceOfSatisfying(
            AsyncTestError.class, error -> assertThat(error.threadAbandoned()).isFalse())
        .hasMessageContaining("TimeLimitTest");
    assertThat(interrupted).isTrue();
  }

  @Test
  void aCallbackThatBlocksInTheJdkIsInterrupted() {
    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    SHORT,
                    () -> {
                      getRunningLoop().callSoon(TimeLimitTest::block);
                      sleep(3_600);
                    }))
        .isInstanceOf(AsyncTestError.class)
        .hasMessageContaining("The loop is busy with a callback:")
        .hasMessageContaining("TimeLimitTest.block");
  }

  private static void block() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // as wanted
    }
  }

  @Test
  void aBodyThatSpinsIsAbandonedAndTheErrorSaysSo() {
    var enough = new AtomicBoolean();
    try {
      assertThatThrownBy(() -> AsyncTests.run(SHORT, () -> spin(enough)))
          .isInstanceOfSatisfying(
              AsyncTestError.class, error -> assertThat(error.threadAbandoned()).isTrue())
          .hasMessageContaining("The loop is busy with Task-1:")
          .hasMessageContaining("TimeLimitTest.spin")
          .hasMessageEndingWith("its thread has been abandoned and still runs.");
    } finally {
      enough.set(true);
    }
  }

  private static void spin(AtomicBoolean enough) {
    while (!enough.get()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void afterAnAbandonedTestTheNextOneRuns() {
    var enough = new AtomicBoolean();
    try {
      assertThatThrownBy(() -> AsyncTests.run(SHORT, () -> spin(enough)))
          .isInstanceOf(AsyncTestError.class);

      AsyncTests.run(() -> sleep(1));
    } finally {
      enough.set(true);
    }
  }

  @Test
  void aCleanUpThatTakesTooLongEndsToo() {
    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    SHORT.withTasksLeft(TestOptions.TasksLeft.CANCEL),
                    () -> {
                      createTask(TimeLimitTest::refuseToEnd, TaskOptions.named("stubborn"));
                      sleep(0);
                    }))
        .isInstanceOf(AsyncTestError.class)
        .hasMessageStartingWith("the end of the test took longer than")
        .hasMessageContaining("stubborn");
  }

  private static void refuseToEnd() {
    while (true) {
      try {
        sleep(3_600);
      } catch (org.asyncio4j.CancelledError refused) {
        // goes on
      }
    }
  }

  @Test
  void anInterruptOfTheCallerEndsTheTestAndIsKept() {
    Thread caller = Thread.currentThread();

    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    TestOptions.DEFAULT.withClock(TestClock.REAL),
                    () -> {
                      caller.interrupt();
                      sleep(3_600);
                    }))
        .isInstanceOf(AsyncTestError.class)
        .hasMessageStartingWith("the test was ended by an interrupt of the thread that waits");
    assertThat(Thread.interrupted()).isTrue();
  }
}
