package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** Cancellations and exceptions that meet a time limit, and what comes out of the block. */
final class TimeoutErrorsTest {
  private final List<String> trace = new ArrayList<>();

  private static int cancelling() {
    return currentTask().orElseThrow().cancelling();
  }

  @Test
  @Behaviour(124)
  void blockThatSwallowsTheCancellationEndsNormally() {
    VirtualTime.run(
        () -> {
          Timeout limit = timeout(1);

          String result =
              limit.call(
                  _ -> {
                    try {
                      sleep(10);
                    } catch (CancelledError swallowed) {
                      trace.add("swallowed");
                    }
                    return sleep(3, "late");
                  });

          assertThat(result).isEqualTo("late");
          assertThat(limit.expired()).isTrue();
          assertThat(cancelling()).isZero();
          assertThat(getRunningLoop().time()).isEqualTo(4);
        });
  }

  @Test
  @Behaviour(125)
  void exceptionThrownAfterTheTimeoutComesOutAndTellsOfIt() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("clean-up failed");
          Timeout limit = timeout(1);

          assertThatThrownBy(
                  () ->
                      limit.run(
                          _ -> {
                            try {
                              sleep(10);
                            } catch (CancelledError cancelled) {
                              throw failure;
                            }
                          }))
              .isSameAs(failure);
          assertThat(failure.getSuppressed())
              .hasSize(1)
              .allMatch(TimeoutException.class::isInstance);
          assertThat(limit.expired()).isTrue();
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(125)
  void groupOfErrorsThrownAfterTheTimeoutTellsOfIt() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("clean-up failed");

          assertThatThrownBy(
                  () ->
                      timeout(
                          1,
                          () ->
                              TaskGroup.run(
                                  group ->
                                      group.createTask(
                                          () -> {
                                            try {
                                              sleep(10);
                                            } catch (CancelledError cancelled) {
                                              throw failure;
                                            }
                                          }))))
              .isInstanceOfSatisfying(
                  ExceptionGroup.class,
                  thrown -> {
                    assertThat(thrown.exceptions()).containsExactly(failure);
                    assertThat(thrown.getSuppressed()).anyMatch(TimeoutException.class::isInstance);
                  });
          // The cancellation was the limit's own and is taken back with it.
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(126)
  void exceptionBeforeTheDeadlinePassesUntouched() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("early");
          Timeout limit = timeout(1);

          assertThatThrownBy(
                  () ->
                      limit.run(
                          _ -> {
                            throw failure;
                          }))
              .isSameAs(failure);
          assertThat(failure.getSuppressed()).isEmpty();
          assertThat(limit.expired()).isFalse();
          sleep(2);
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(127)
  void cancellationFromOutsideStaysOne() {
    VirtualTime.run(
        () -> {
          Timeout limit = timeout(10);
          Task<?> task = createTask(() -> limit.run(_ -> sleep(20)));
          sleep(1);

          task.cancel("from outside");

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("from outside");
          assertThat(limit.expired()).isFalse();
          assertThat(task.cancelling()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(128)
  void cancellationFromOutsideInTheSameIterationWins() {
    VirtualTime.run(
        () -> {
          List<Timeout> limits = new ArrayList<>();
          Task<?> task =
              createTask(
                  () -> {
                    limits.add(timeout(1));
                    limits.getFirst().run(_ -> sleep(20));
                  });
          getRunningLoop().callLater(1, task::cancel);

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          assertThat(limits.getFirst().expired()).isTrue();
          assertThat(task.cancelled()).isTrue();
          assertThat(task.cancelling()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(129)
  void resultThatComesTogetherWithTheTimeoutIsLostToTheBlock() {
    VirtualTime.run(
        () -> {
          Future<String> awaited = getRunningLoop().createFuture();
          getRunningLoop().callLater(1, () -> awaited.setResult("value"));

          assertThatThrownBy(() -> timeout(1, () -> await(awaited)))
              .isInstanceOf(TimeoutException.class);
          assertThat(awaited.result()).isEqualTo("value");
        });
  }
}
