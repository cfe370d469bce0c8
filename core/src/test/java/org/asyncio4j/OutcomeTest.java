package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gatherOutcomes;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.List;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** How something ended, as a value; and gatherOutcomes, which collects such values. */
final class OutcomeTest {

  @Test
  void outcomeOfAFinishedFutureIsItsValue() {
    VirtualTime.run(
        () -> {
          Future<String> future = getRunningLoop().createFuture();
          future.setResult("value");

          assertThat(Outcome.of(future)).isEqualTo(new Outcome.Value<>("value"));
        });
  }

  @Test
  void outcomeOfAFailedFutureIsItsException() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");
          Future<String> future = getRunningLoop().createFuture();
          future.setException(failure);

          assertThat(Outcome.of(future)).isEqualTo(new Outcome.Failed<>(failure));
        });
  }

  @Test
  void outcomeOfACancelledFutureIsItsCancellation() {
    VirtualTime.run(
        () -> {
          Future<String> future = getRunningLoop().createFuture();
          future.cancel("why");

          assertThat(Outcome.of(future))
              .isInstanceOfSatisfying(
                  Outcome.Cancelled.class,
                  cancelled -> assertThat(cancelled.error()).hasMessage("why"));
        });
  }

  @Test
  void pendingFutureHasNoOutcome() {
    VirtualTime.run(
        () -> {
          Future<String> future = getRunningLoop().createFuture();

          assertThatThrownBy(() -> Outcome.of(future)).isInstanceOf(InvalidStateException.class);
        });
  }

  @Test
  void switchOverAnOutcomeNeedsNoDefault() {
    assertThat(describe(new Outcome.Value<>("v"))).isEqualTo("value v");
    assertThat(describe(new Outcome.Failed<>(new IOException("e")))).isEqualTo("failed e");
    assertThat(describe(new Outcome.Cancelled<>(new CancelledError("c")))).isEqualTo("cancelled c");
  }

  private static String describe(Outcome<String> outcome) {
    return switch (outcome) {
      case Outcome.Value<String>(String value) -> "value " + value;
      case Outcome.Failed<String>(Throwable error) -> "failed " + error.getMessage();
      case Outcome.Cancelled<String>(CancelledError error) -> "cancelled " + error.getMessage();
    };
  }

  @Test
  @Behaviour(149)
  void failuresAndCancellationsAreMembersOfTheCollectedList() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");
          Task<String> finishing = createTask(() -> sleep(3, "value"));
          Task<String> failing =
              createTask(
                  () -> {
                    sleep(1);
                    throw failure;
                  });
          Task<String> cancelled = createTask(() -> sleep(100, "slept"));
          getRunningLoop().callLater(2, cancelled::cancel);

          List<Outcome<String>> outcomes = await(gatherOutcomes(finishing, failing, cancelled));

          assertThat(outcomes).hasSize(3);
          assertThat(outcomes.get(0)).isEqualTo(new Outcome.Value<>("value"));
          assertThat(outcomes.get(1)).isEqualTo(new Outcome.Failed<>(failure));
          assertThat(outcomes.get(2)).isInstanceOf(Outcome.Cancelled.class);
          assertThat(getRunningLoop().time()).isEqualTo(3);
        });
  }

  @Test
  @Behaviour(149)
  void collectedFailuresCountAsRetrieved() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Action failing =
                  () -> {
                    throw new IOException("disk");
                  };
              await(gatherOutcomes(failing, failing));
              return loopReports;
            });

    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(149)
  void everyWayToPassTheChildrenCollectsOutcomes() {
    VirtualTime.run(
        () -> {
          Future<String> done = getRunningLoop().createFuture();
          done.setResult("future");

          assertThat(await(gatherOutcomes(List.of(done))))
              .containsExactly(new Outcome.Value<>("future"));
          assertThat(await(gatherOutcomes(() -> "a", () -> sleep(1, "b"))))
              .containsExactly(new Outcome.Value<>("a"), new Outcome.Value<>("b"));
          assertThat(await(gatherOutcomes(() -> {}, () -> sleep(1)))).hasSize(2);
          assertThat(await(gatherOutcomes(List.<Future<String>>of()))).isEmpty();
        });
  }

  @Test
  @Behaviour(149)
  void collectedCancellationOfAFutureCarriesItsReasonAndThatOfATaskNone() {
    VirtualTime.run(
        () -> {
          Future<String> future = getRunningLoop().createFuture();
          Task<String> task = createTask(() -> sleep(100, "slept"));
          Future<List<Outcome<String>>> both = gatherOutcomes(future, task);
          sleep(0);
          future.cancel("why");
          task.cancel("why");

          assertThat(await(both))
              .extracting(outcome -> ((Outcome.Cancelled<String>) outcome).error().getMessage())
              .containsExactly("why", "");
        });
  }
}
