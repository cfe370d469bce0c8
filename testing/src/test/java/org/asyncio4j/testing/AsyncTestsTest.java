package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.time.Duration;
import org.asyncio4j.AsyncGenerator;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Lock;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a test run by {@link AsyncTests} gives, and what it fails of. */
@Timeout(60)
final class AsyncTestsTest {

  @Test
  void theBodysResultIsReturned() {
    assertThat(AsyncTests.<String>run(() -> sleep(1, "done"))).isEqualTo("done");
  }

  @Test
  void theBodyIsTheMainTaskOfAFreshLoop() {
    AsyncTests.run(() -> assertThat(currentTask().orElseThrow().getName()).isEqualTo("Task-1"));
    AsyncTests.run(() -> assertThat(currentTask().orElseThrow().getName()).isEqualTo("Task-1"));
  }

  @Test
  void aDayOfSleepingTakesNoTime() {
    AsyncTests.run(TestOptions.DEFAULT.withTimeout(Duration.ofSeconds(10)), () -> sleep(86_400));
  }

  @Test
  void whatTheBodyThrowsIsThrown() {
    var failure = new IOException("no");

    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    () -> {
                      sleep(1);
                      throw failure;
                    }))
        .isSameAs(failure)
        .hasNoSuppressedExceptions();
  }

  @Test
  void aCancellationOfTheBodyIsThrown() {
    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    () -> {
                      currentTask().orElseThrow().cancel();
                      sleep(1);
                    }))
        .isInstanceOf(CancelledError.class);
  }

  @Test
  void aTaskLeftRunningFailsTheTestWithItsNameAndItsPlace() {
    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    () -> {
                      createTask(this::sleepForAnHour, TaskOptions.named("sleeper"));
                      sleep(1);
                    }))
        .isInstanceOfSatisfying(
            AsyncTestError.class,
            error -> assertThat(error.kind()).isEqualTo(AsyncTestError.Kind.TASK_LEFT))
        .hasMessageContaining("a task was left running when the test ended: 'sleeper' sleeps, at")
        .hasMessageContaining("AsyncTestsTest.sleepForAnHour(AsyncTestsTest.java:")
        .satisfies(
            error ->
                assertThat(error.getStackTrace()[0].getMethodName()).isEqualTo("sleepForAnHour"));
  }

  private void sleepForAnHour() {
    sleep(3_600);
  }

  @Test
  void aTaskLeftRunningMayBeAllowedAndIsCancelled() {
    var log = new StringBuilder();

    AsyncTests.run(
        TestOptions.DEFAULT.withTasksLeft(TasksLeft.CANCEL),
        () -> {
          createTask(
              () -> {
                try {
                  sleepForAnHour();
                } finally {
                  log.append("cleaned up");
                }
              });
          sleep(1);
        });

    assertThat(log).hasToString("cleaned up");
  }

  @Test
  void aTaskThatHasBeenAskedToCancelIsNotLeft() {
    AsyncTests.run(
        () -> {
          var task = createTask(this::sleepForAnHour);
          sleep(1);
          task.cancel();
        });
  }

  @Test
  void anExceptionThatNobodyRetrievedFailsTheTest() {
    var lost = new IOException("lost");

    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    () -> {
                      createTask(
                          () -> {
                            throw lost;
                          });
                      sleep(1);
                    }))
        .isInstanceOf(AsyncTestError.class)
        .hasMessage(
            "the loop's exception handler was told: Task exception was never retrieved"
                + " (Task-2): java.io.IOException: lost")
        .hasCause(lost);
  }

  @Test
  void aCoroutineThatNobodyAwaitedFailsTheTest() {
    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    () -> {
                      coroutine(() -> sleep(1));
                    }))
        .isInstanceOf(AsyncTestError.class)
        .hasMessage(
            "the loop's exception handler was told: coroutine of "
                + "org.asyncio4j.testing.AsyncTestsTest was never awaited");
  }

  @Test
  void whatACallbackThrowsFailsTheTest() {
    var thrown = new IllegalStateException("in a callback");

    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    () -> {
                      getRunningLoop()
                          .callSoon(
                              () -> {
                                throw thrown;
                              });
                      sleep(1);
                    }))
        .isInstanceOf(AsyncTestError.class)
        .hasCause(thrown);
  }

  @Test
  void expectedReportsDoNotFailTheTest() {
    var options =
        TestOptions.DEFAULT.withExpectedReports(
            report -> report.exception().orElseThrow() instanceof IOException);

    AsyncTests.run(
        options,
        () -> {
          createTask(
              () -> {
                throw new IOException("expected");
              });
          sleep(1);
        });
  }

  @Test
  void theBodysFailureComesFirstAndTheOthersAreSuppressed() {
    var failure = new IOException("first");
    var lost = new IOException("lost");

    assertThatThrownBy(
            () ->
                AsyncTests.run(
                    () -> {
                      createTask(this::sleepForAnHour, TaskOptions.named("sleeper"));
                      createTask(
                          () -> {
                            throw lost;
                          });
                      sleep(1);
                      throw failure;
                    }))
        .isSameAs(failure)
        .satisfies(
            thrown ->
                assertThat(thrown.getSuppressed())
                    .satisfiesExactly(
                        left -> assertThat(left).hasMessageContaining("'sleeper'"),
                        report -> assertThat(report).hasCause(lost)));
  }

  @Test
  void aDeadlockFailsTheTestWithTheCycle() {
    assertThatThrownBy(() -> AsyncTests.run(this::lockInOppositeOrders))
        .isInstanceOf(DeadlockError.class)
        .hasMessageContaining("cycle: ")
        .hasMessageContaining("left")
        .hasMessageContaining("right")
        .hasNoSuppressedExceptions();
  }

  private void lockInOppositeOrders() {
    var a = new Lock();
    var b = new Lock();
    var left = createTask(() -> lockBoth(a, b), TaskOptions.named("left"));
    var right = createTask(() -> lockBoth(b, a), TaskOptions.named("right"));
    await(left);
    await(right);
  }

  private void lockBoth(Lock first, Lock second) {
    try (var one = first.acquire()) {
      sleep(1);
      try (var two = second.acquire()) {
        sleep(1);
      }
    }
  }

  @Test
  void generatorsThatWereNotClosedAreClosed() {
    var log = new StringBuilder();

    AsyncTests.run(
        () -> {
          AsyncGenerator<Integer> numbers =
              Asyncio.asyncGenerator(
                  yield -> {
                    try {
                      yield.emit(1);
                    } finally {
                      log.append("closed");
                    }
                  });
          Asyncio.anext(numbers);
        });

    assertThat(log).hasToString("closed");
  }

  @Test
  void aTestInsideALoopIsRefused() {
    AsyncTests.run(
        () ->
            assertThatThrownBy(() -> AsyncTests.run(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("while an event loop is running on this thread"));
  }
}
