package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.waitFor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** waitFor without any time: what is not done is cancelled. */
final class WaitForNoTimeTest {
  private final List<String> trace = new ArrayList<>();

  private void cleanUpForFiveSeconds() {
    try {
      sleep(100);
    } finally {
      sleep(5);
      trace.add("cleaned up");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1})
  @Behaviour(137)
  void doneFutureStillGivesItsResult(double timeout) {
    VirtualTime.run(
        () -> {
          Future<String> done = getRunningLoop().createFuture();
          done.setResult("done");

          assertThat(waitFor(done, timeout)).isEqualTo("done");
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1})
  @Behaviour(137)
  void coroutineIsNeverStarted(double timeout) {
    VirtualTime.run(
        () -> {
          assertThatThrownBy(() -> waitFor(() -> trace.add("started"), timeout))
              .isInstanceOf(TimeoutException.class);
          sleep(1);
          assertThat(trace).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1})
  @Behaviour(137)
  void runningTaskIsCancelledAndAwaited(double timeout) {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(this::cleanUpForFiveSeconds);
          sleep(1);

          assertThatThrownBy(() -> waitFor(task, timeout)).isInstanceOf(TimeoutException.class);
          assertThat(task.cancelled()).isTrue();
          assertThat(getRunningLoop().time()).isEqualTo(6);
        });
  }

  @Test
  @Behaviour(137)
  void taskThatRefusesItsCancellationGivesItsResult() {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(WaitForNoTimeTest::refuse);
          sleep(0);

          assertThat(waitFor(task, 0)).isEqualTo("refused");
        });
  }

  @Test
  @Behaviour(137)
  void waitWithoutAnyTimeCanItselfBeCancelled() {
    VirtualTime.run(
        () -> {
          Task<?> slow = createTask(this::cleanUpForFiveSeconds);
          sleep(0);
          Task<?> waiting = createTask(() -> waitFor(slow, 0));
          sleep(1);

          waiting.cancel();

          assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
          assertThat(getRunningLoop().time()).isEqualTo(1);
          assertThat(slow.done()).isFalse();
          assertThatThrownBy(() -> await(slow)).isInstanceOf(CancelledError.class);
          assertThat(trace).containsExactly("cleaned up");
        });
  }

  private static String refuse() {
    try {
      return sleep(100, "slept");
    } catch (CancelledError cancelled) {
      return "refused";
    }
  }
}
