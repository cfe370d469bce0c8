package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.allTasks;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.waitFor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WaitForTest {
  private final List<String> trace = new ArrayList<>();

  private static double now() {
    return getRunningLoop().time();
  }

  @Test
  void resultThatComesInTimeIsGiven() {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(() -> sleep(1, "task"));

          assertThat(waitFor(task, 2)).isEqualTo("task");
          assertThat(waitFor(() -> sleep(1, "body"), Duration.ofSeconds(2))).isEqualTo("body");
          assertThat(waitFor(coroutine(() -> sleep(1, "coroutine")), 2)).isEqualTo("coroutine");
          assertThat(now()).isEqualTo(3);
        });
  }

  @Test
  void exceptionThatComesInTimeIsThrown() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");

          assertThatThrownBy(
                  () ->
                      waitFor(
                          () -> {
                            throw failure;
                          },
                          1))
              .isSameAs(failure);
        });
  }

  @Test
  void taskThatTakesTooLongIsCancelled() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(() -> sleep(10));

          assertThatThrownBy(() -> waitFor(task, 1))
              .isInstanceOf(TimeoutException.class)
              .hasCauseInstanceOf(CancelledError.class);
          assertThat(task.cancelled()).isTrue();
          assertThat(now()).isEqualTo(1);
          assertThat(currentTask().orElseThrow().cancelling()).isZero();
        });
  }

  private void cleanUpForFiveSeconds() {
    try {
      sleep(100);
    } finally {
      sleep(5);
      trace.add("cleaned up");
    }
  }

  private static String refuse() {
    try {
      return sleep(100, "slept");
    } catch (CancelledError cancelled) {
      return "refused";
    }
  }

  @Test
  @Behaviour(138)
  void waitWithoutALimitWaitsHoweverLongItTakes() {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(() -> sleep(1e6, "at last"));

          assertThat(waitFor(task)).isEqualTo("at last");
        });
  }

  @Test
  @Behaviour(138)
  void coroutineRunsInTheCallersOwnTask() {
    VirtualTime.run(
        () -> {
          Task<?> self = currentTask().orElseThrow();

          assertThat(waitFor(coroutine(() -> currentTask().orElseThrow() == self))).isTrue();
          assertThat(waitFor(() -> currentTask().orElseThrow() == self, 1)).isTrue();
          assertThat(waitFor(() -> allTasks().size(), 1)).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(139)
  void waitTakesLongerThanItsLimitIfTheTaskNeedsTimeToEnd() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(this::cleanUpForFiveSeconds);

          assertThatThrownBy(() -> waitFor(task, 1)).isInstanceOf(TimeoutException.class);
          assertThat(trace).containsExactly("cleaned up");
          assertThat(task.done()).isTrue();
          assertThat(now()).isEqualTo(6);
        });
  }

  @Test
  @Behaviour(140)
  void exceptionThrownWhileBeingCancelledComesOutInsteadOfTheTimeout() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("clean-up failed");
          Task<?> task =
              createTask(
                  () -> {
                    try {
                      sleep(10);
                    } catch (CancelledError cancelled) {
                      throw failure;
                    }
                  });

          assertThatThrownBy(() -> waitFor(task, 1)).isSameAs(failure);
        });
  }

  @Test
  @Behaviour(140)
  void valueReturnedWhileBeingCancelledIsGiven() {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(WaitForTest::refuse);

          assertThat(waitFor(task, 1)).isEqualTo("refused");
          assertThat(currentTask().orElseThrow().cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(141)
  void cancellingTheWaitCancelsTheTask() {
    VirtualTime.run(
        () -> {
          Task<?> inner = createTask(this::cleanUpForFiveSeconds);
          Task<?> waiting = createTask(() -> waitFor(inner, 100));
          sleep(1);

          waiting.cancel("stop");

          assertThatThrownBy(() -> await(waiting))
              .isInstanceOf(CancelledError.class)
              .hasMessage("stop");
          assertThat(inner.cancelled()).isTrue();
          assertThat(trace).containsExactly("cleaned up");
        });
  }

  @Test
  @Behaviour(142)
  void cancellingTheWaitWhenTheTaskHasJustFinishedStillCancelsIt() {
    VirtualTime.run(
        () -> {
          List<Task<?>> waiting = new ArrayList<>();
          Task<String> inner = createTask(() -> sleep(1, "done"));
          // Registered before the wait, so it runs after the task's end and before the wait's.
          inner.addDoneCallback(_ -> waiting.getFirst().cancel());
          waiting.add(
              createTask(
                  () -> {
                    waitFor(inner, 100);
                    trace.add("went on");
                  }));

          assertThatThrownBy(() -> await(waiting.getFirst())).isInstanceOf(CancelledError.class);
          assertThat(trace).isEmpty();
          assertThat(inner.result()).isEqualTo("done");
        });
  }

  @Test
  @Behaviour({101, 142})
  void cancellingTheWaitBetweenTheTasksEndAndItsOwnNextStepStillCancelsIt() {
    VirtualTime.run(
        () -> {
          Future<String> inner = getRunningLoop().createFuture();
          Task<?> waiting =
              createTask(
                  () -> {
                    waitFor(inner, 100);
                    trace.add("went on");
                  });
          sleep(0);
          inner.setResult("done");

          waiting.cancel();

          assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
          assertThat(trace).isEmpty();
          assertThat(inner.result()).isEqualTo("done");
        });
  }

  @Test
  @Behaviour(129)
  void resultThatComesTogetherWithTheTimeoutIsLostToTheCaller() {
    VirtualTime.run(
        () -> {
          Future<String> future = getRunningLoop().createFuture();
          getRunningLoop().callLater(1, () -> future.setResult("value"));

          assertThatThrownBy(() -> waitFor(future, 1)).isInstanceOf(TimeoutException.class);
          assertThat(future.result()).isEqualTo("value");
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0})
  @Behaviour(143)
  void shieldedTaskOutlivesTheTimeout(double timeout) {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(() -> sleep(10, "survived"));
          sleep(0);

          assertThatThrownBy(() -> waitFor(shield(task), timeout))
              .isInstanceOf(TimeoutException.class);
          assertThat(task.done()).isFalse();
          assertThat(await(task)).isEqualTo("survived");
        });
  }
}
