package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.gatherOutcomes;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.waitFor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ShieldTest {
  private final List<String> trace = new ArrayList<>();

  private static Task<String> failAfter(double seconds, Exception failure) {
    return createTask(
        () -> {
          sleep(seconds);
          throw failure;
        });
  }

  @Test
  @Behaviour(156)
  void shieldOfADoneFutureIsThatFuture() {
    VirtualTime.run(
        () -> {
          Future<String> done = getRunningLoop().createFuture();
          done.setResult("done");

          assertThat(shield(done)).isSameAs(done);
        });
  }

  @Test
  void shieldEndsAsWhatItProtects() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");

          assertThat(await(shield(createTask(() -> sleep(1, "task"))))).isEqualTo("task");
          assertThat(await(shield(() -> sleep(1, "body")))).isEqualTo("body");
          assertThat(await(shield(() -> sleep(1)))).isNull();
          assertThatThrownBy(() -> await(shield(failAfter(1, failure)))).isSameAs(failure);
          assertThat(getRunningLoop().time()).isEqualTo(4);
        });
  }

  @Test
  @Behaviour(157)
  void cancellingTheCallerLeavesWhatIsProtectedRunning() {
    VirtualTime.run(
        () -> {
          Task<String> inner = createTask(() -> sleep(5, "inner"));
          Task<?> caller =
              createTask(
                  () -> {
                    try {
                      await(shield(inner));
                    } catch (CancelledError cancelled) {
                      trace.add("caller " + cancelled.getMessage());
                      throw cancelled;
                    }
                  });
          sleep(1);

          caller.cancel("stop");

          assertThatThrownBy(() -> await(caller)).isInstanceOf(CancelledError.class);
          assertThat(trace).containsExactly("caller stop");
          assertThat(getRunningLoop().time()).isEqualTo(1);
          assertThat(inner.cancelling()).isZero();
          assertThat(await(inner)).isEqualTo("inner");
        });
  }

  @Test
  @Behaviour(158)
  void cancellingWhatIsProtectedCancelsTheShield() {
    VirtualTime.run(
        () -> {
          Task<String> inner = createTask(() -> sleep(5, "inner"));
          Future<String> outer = shield(inner);
          Task<?> caller = createTask(() -> await(outer));
          sleep(1);

          inner.cancel();

          assertThatThrownBy(() -> await(caller)).isInstanceOf(CancelledError.class);
          assertThat(outer.cancelled()).isTrue();
          assertThat(caller.cancelled()).isTrue();
          assertThat(caller.cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(159)
  void resultThatComesAfterTheShieldWasCancelledIsNotReported() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Future<String> outer = shield(() -> sleep(5, "inner"));
              sleep(1);
              outer.cancel();
              sleep(10);
              return loopReports;
            });

    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(159)
  void failureThatComesAfterTheShieldWasCancelledIsReported() {
    var failure = new IOException("disk");
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Future<String> outer = shield(failAfter(5, failure));
              sleep(1);
              outer.cancel();
              sleep(10);
              return loopReports;
            });

    assertThat(reports.only().message()).isEqualTo("IOException exception in shielded future");
    assertThat(reports.only().exception()).containsSame(failure);
    assertThat(reports.only().future().orElseThrow()).isInstanceOf(Task.class);
  }

  @Test
  @Behaviour(159)
  void failureOfWhatWasShieldedSeveralTimesIsReportedOnce() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Task<String> inner = failAfter(5, new IOException("disk"));
              for (int i = 0; i < 3; i++) {
                Future<String> outer = shield(inner);
                sleep(0);
                outer.cancel();
                sleep(0);
              }
              sleep(10);
              return loopReports;
            });

    assertThat(reports.messages()).containsExactly("IOException exception in shielded future");
  }

  @Test
  @Behaviour(159)
  void failureThatNobodyRetrievesAfterTheShieldTimedOutIsReported() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Task<String> inner = failAfter(5, new IOException("disk"));
              assertThatThrownBy(() -> waitFor(shield(inner), 1))
                  .isInstanceOf(TimeoutException.class);
              sleep(10);
              assertThat(loopReports.all()).isEmpty(); // somebody may still retrieve it
              return loopReports;
            });

    assertThat(reports.messages()).containsExactly("IOException exception in shielded future");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void failureOfAShieldedTaskThatIsCollectedIsReportedWhileTheLoopRuns() {
    VirtualTime.run(
        () -> {
          var reports = Reports.of(getRunningLoop());
          shield(failAfter(2, new IOException("disk"))).cancel();
          sleep(10);

          while (reports.all().isEmpty()) {
            System.gc();
            sleep(1);
          }

          assertThat(reports.only().message())
              .isEqualTo("IOException exception in shielded future");
          reports.all().clear();
        });
  }

  interface Retrieval {
    void of(Task<String> failing);
  }

  static Stream<Retrieval> retrievals() {
    return Stream.of(
        failing -> assertThatThrownBy(() -> await(failing)).isInstanceOf(IOException.class),
        failing -> {
          Asyncio.wait(List.of(failing));
          assertThat(failing.exception()).isInstanceOf(IOException.class);
        },
        failing -> assertThatThrownBy(() -> await(shield(failing))).isInstanceOf(IOException.class),
        failing ->
            assertThat(await(gatherOutcomes(List.of(failing))))
                .singleElement()
                .isInstanceOf(Outcome.Failed.class),
        failing ->
            assertThatThrownBy(() -> await(gather(List.of(failing))))
                .isInstanceOf(IOException.class),
        failing ->
            failing.addDoneCallback(done -> assertThat(done.exception()).hasMessage("disk")));
  }

  @ParameterizedTest
  @MethodSource("retrievals")
  void failureThatIsRetrievedAfterTheShieldTimedOutIsNotReported(Retrieval retrieval) {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Task<String> inner = failAfter(5, new IOException("disk"));
              assertThatThrownBy(() -> waitFor(shield(inner), 1))
                  .isInstanceOf(TimeoutException.class);
              retrieval.of(inner);
              sleep(10);
              return loopReports;
            });

    assertThat(reports.all()).isEmpty();
  }

  @Test
  void failureThatIsRetrievedLongAfterItCameIsNotReported() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Task<String> inner = failAfter(5, new IOException("disk"));
              shield(inner).cancel();
              sleep(100);
              assertThat(inner.exception()).hasMessage("disk");
              return loopReports;
            });

    assertThat(reports.all()).isEmpty();
  }

  @Test
  void failureThatAnotherShieldDeliversIsNotReportedForTheCancelledOne() {
    var failure = new IOException("disk");
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Task<String> inner = failAfter(5, failure);
              Future<String> cancelled = shield(inner);
              Future<String> kept = shield(inner);
              cancelled.cancel();
              assertThatThrownBy(() -> await(kept)).isSameAs(failure);
              return loopReports;
            });

    assertThat(reports.all()).isEmpty();
  }

  @Test
  void failureThatAnotherShieldDeliversToNobodyIsReportedOnce() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Task<String> inner = failAfter(5, new IOException("disk"));
              Future<String> cancelled = shield(inner);
              Future<String> kept = shield(inner);
              cancelled.cancel();
              Asyncio.wait(List.of(kept));
              return loopReports;
            });

    assertThat(reports.messages()).containsExactly("Future exception was never retrieved");
  }

  @Test
  void cancelledShieldsLeaveNoCallback() {
    VirtualTime.run(
        () -> {
          Future<String> inner = getRunningLoop().createFuture();
          for (int i = 0; i < 100; i++) {
            shield(inner).cancel();
            sleep(0);
          }

          assertThat(inner.callbackCount()).isZero();
        });
  }

  @Test
  void cancellationOfWhatIsProtectedAfterTheShieldWasCancelledIsNotReported() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Task<String> inner = createTask(() -> sleep(5, "inner"));
              Future<String> outer = shield(inner);
              outer.cancel();
              sleep(1);
              inner.cancel();
              sleep(1);
              return loopReports;
            });

    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(159)
  void cancellingTheShieldJustBeforeWhatItProtectsEndsIsHarmless() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Future<String> inner = getRunningLoop().createFuture();
              Future<String> outer = shield(inner);

              outer.cancel();
              inner.setResult("result");
              sleep(1);

              assertThat(outer.cancelled()).isTrue();
              return loopReports;
            });

    assertThat(reports.all()).isEmpty();
  }
}
