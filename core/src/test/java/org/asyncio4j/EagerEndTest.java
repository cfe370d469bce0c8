package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** Eager tasks that fail, or are cancelled. */
final class EagerEndTest {
  private static final TaskOptions EAGER = TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER);

  private final List<String> trace = new ArrayList<>();

  @Test
  @Behaviour(198)
  void eagerStepThatThrowsGivesAFailedTask() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");

          Task<?> task =
              createTask(
                  () -> {
                    throw failure;
                  },
                  EAGER);

          assertThat(task.done()).isTrue();
          assertThat(task.exception()).isSameAs(failure);
        });
  }

  @Test
  @Behaviour(198)
  void failureOfAnEagerStepIsReportedIfNobodyRetrievesIt() {
    var failure = new IOException("disk");
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              createTask(
                  () -> {
                    throw failure;
                  },
                  EAGER);
              return loopReports;
            });

    assertThat(reports.only().message()).isEqualTo("Task exception was never retrieved");
    assertThat(reports.only().exception()).containsSame(failure);
  }

  @Test
  @Behaviour(199)
  void cancelAfterAnEagerEndDoesNothing() {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(() -> "result", EAGER);

          assertThat(task.cancel()).isFalse();
          assertThat(task.cancelled()).isFalse();
          assertThat(await(task)).isEqualTo("result");
        });
  }

  @Test
  @Behaviour(199)
  void cancelAfterAnEagerStepThatSuspendedWorksAsUsual() {
    VirtualTime.run(
        () -> {
          Future<String> awaited = getRunningLoop().createFuture();
          Task<String> task = createTask(() -> await(awaited), EAGER);

          assertThat(task.cancel("stop")).isTrue();

          assertThat(awaited.cancelled()).isTrue();
          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("stop");
          assertThat(task.cancelled()).isTrue();
        });
  }

  @Test
  @Behaviour(200)
  void selfCancellationInTheEagerStepInterruptsTheFirstAwait() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    currentTask().orElseThrow().cancel("self");
                    trace.add("goes on");
                    sleep(1000);
                    trace.add("not reached");
                  },
                  EAGER);

          assertThat(task.done()).isFalse();
          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("self");
          assertThat(trace).containsExactly("goes on");
          assertThat(getRunningLoop().time()).isZero();
        });
  }

  @Test
  @Behaviour(195)
  void taskThatEndsInItsEagerStepIsNeverScheduled() {
    VirtualTime.run(
        () -> {
          String before = getRunningLoop().toString();

          createTask(() -> "result", EAGER);

          assertThat(getRunningLoop()).hasToString(before);
          assertThat(before).contains("ready=0");
        });
  }

  @Test
  void taskThatEndsInItsEagerStepKeepsItsCoroutine() {
    VirtualTime.run(
        () -> {
          Coroutine<String> coroutine = Asyncio.coroutine(() -> "result");

          Task<String> task = createTask(coroutine, EAGER);

          assertThat(task.done()).isTrue();
          assertThat(task.getCoro()).isSameAs(coroutine);
        });
  }
}
