package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.waitFor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Waits that end before the future is done leave nothing behind that would pile up there. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LongLivedFutureTest {

  interface WaitThatEnds {
    void over(Future<String> future) throws Exception;
  }

  private static Task<String> failing() {
    return createTask(
        () -> {
          sleep(1);
          throw new IOException("disk");
        });
  }

  static Stream<WaitThatEnds> waitsThatEnd() {
    return Stream.of(
        future -> Asyncio.wait(List.of(future), 1),
        future -> Asyncio.wait(List.of(future, createTask(() -> 1)), ReturnWhen.FIRST_COMPLETED),
        future -> {
          Task<?> cancelled = createTask(() -> Asyncio.wait(List.of(future)));
          sleep(1);
          cancelled.cancel();
          Asyncio.wait(List.of(cancelled));
        },
        future ->
            assertThatThrownBy(() -> future.get(1, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class),
        future -> {
          CompletableFuture<String> copy = future.toCompletableFuture();
          copy.complete("meanwhile");
          sleep(1);
        });
  }

  @ParameterizedTest
  @MethodSource("waitsThatEnd")
  void waitThatEndsEarlyLeavesNoCallback(WaitThatEnds wait) {
    VirtualTime.run(
        () -> {
          Future<String> longLived = getRunningLoop().createFuture();
          for (int i = 0; i < 10; i++) {
            wait.over(longLived);
          }

          assertThat(longLived.callbackCount()).isZero();
          assertThat(longLived.done()).isFalse();
        });
  }

  static Stream<WaitThatEnds> waitsThatKnowOfALaterFailure() {
    return Stream.of(
        future ->
            assertThatThrownBy(() -> waitFor(shield(future), 1))
                .isInstanceOf(TimeoutException.class),
        future ->
            assertThatThrownBy(() -> await(gather(List.of(future, failing()))))
                .isInstanceOf(IOException.class),
        future -> {
          Task<String> cancelled = createTask(() -> sleep(10, ""));
          Future<?> both = gather(List.of(future, cancelled));
          sleep(1);
          cancelled.cancel();
          assertThatThrownBy(() -> await(both)).isInstanceOf(CancelledError.class);
        });
  }

  @ParameterizedTest
  @MethodSource("waitsThatKnowOfALaterFailure")
  void waitThatKnowsOfALaterFailureLeavesNoCallback(WaitThatEnds wait) {
    VirtualTime.run(
        () -> {
          Future<String> longLived = getRunningLoop().createFuture();
          for (int i = 0; i < 10; i++) {
            wait.over(longLived);
          }

          assertThat(longLived.callbackCount()).isZero();
          assertThat(longLived.done()).isFalse();
        });
  }

  @Test
  void failureOfAChildAfterTheGatherHasFailedCountsAsRetrieved() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Future<String> longLived = getRunningLoop().createFuture();
              for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> await(gather(List.of(longLived, failing()))))
                    .isInstanceOf(IOException.class);
              }
              longLived.setException(new IOException("late"));
              sleep(1);
              return loopReports;
            });

    assertThat(reports.all()).isEmpty();
  }

  @Test
  void failureOfATaskWhoseCopyWasCompletedByHandIsReported() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              CompletableFuture<String> copy = failing().toCompletableFuture();
              copy.complete("by hand");
              sleep(2);
              return loopReports;
            });

    assertThat(reports.messages()).containsExactly("Task exception was never retrieved");
  }

  @Test
  void threadsThatWaitForATimeLeaveNoCallback() {
    run(
        () -> {
          Future<String> longLived = getRunningLoop().createFuture();
          toThread(
              () -> {
                for (int i = 0; i < 5; i++) {
                  assertThatThrownBy(() -> longLived.get(1, TimeUnit.MILLISECONDS))
                      .isInstanceOf(TimeoutException.class);
                }
              });

          while (longLived.callbackCount() > 0) { // the thread only asks the loop to forget it
            sleep(0);
          }
        });
  }

  @Test
  void threadThatIsInterruptedWhileItWaitsLeavesNoCallback() {
    run(
        () -> {
          Future<String> longLived = getRunningLoop().createFuture();
          var ended = getRunningLoop().<Class<?>>createFuture();
          Thread waiting =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        try {
                          longLived.get();
                        } catch (Exception e) {
                          Class<?> thrown = e.getClass();
                          ended.getLoop().callSoonThreadsafe(() -> ended.setResult(thrown));
                        }
                      });
          while (longLived.callbackCount() == 0) {
            sleep(0);
          }
          waiting.interrupt();

          assertThat(await(ended)).isEqualTo(InterruptedException.class);
          while (longLived.callbackCount() > 0) {
            sleep(0);
          }
        });
  }

  @Test
  void waitsForACompletableFutureThatEndEarlyShareOneCallback() {
    VirtualTime.run(
        () -> {
          CompletableFuture<String> longLived =
              getRunningLoop().<String>createFuture().toCompletableFuture();
          int before = longLived.getNumberOfDependents();
          for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> longLived.get(1, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
          }

          assertThat(longLived.getNumberOfDependents()).isEqualTo(before + 1);
        });
  }

  @Test
  void waitForACompletableFutureEndsWithIt() {
    List<Object> trace = new ArrayList<>();
    VirtualTime.run(
        () -> {
          Future<String> source = getRunningLoop().createFuture();
          CompletableFuture<String> copy = source.toCompletableFuture();
          getRunningLoop().callLater(1, () -> source.setResult("result"));

          trace.add(copy.get(5, TimeUnit.SECONDS));
          trace.add(getRunningLoop().time());
        });

    assertThat(trace).containsExactly("result", 1.0);
  }
}
