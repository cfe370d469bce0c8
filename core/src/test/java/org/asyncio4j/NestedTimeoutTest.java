package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.testing.VirtualClock;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** Time limits within time limits, and after cancellations that were swallowed. */
final class NestedTimeoutTest {
  private final List<String> trace = new ArrayList<>();

  private static int cancelling() {
    return currentTask().orElseThrow().cancelling();
  }

  @Test
  @Behaviour(130)
  void ofTwoLimitsWithOneDeadlineOnlyTheOuterThrowsTimeoutException() {
    VirtualTime.run(
        () -> {
          Timeout outer = timeout(1);
          Timeout inner = timeout(1);

          assertThatThrownBy(
                  () ->
                      outer.run(
                          _ -> {
                            try {
                              inner.run(_ -> sleep(10));
                            } catch (CancelledError cancelled) {
                              trace.add("inner saw a cancellation");
                              throw cancelled;
                            }
                          }))
              .isInstanceOf(TimeoutException.class);
          assertThat(trace).containsExactly("inner saw a cancellation");
          assertThat(inner.expired()).isTrue();
          assertThat(outer.expired()).isTrue();
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(131)
  void outerLimitStillWorksAfterTheInnerOneExpired() {
    VirtualTime.run(
        () -> {
          Timeout outer = timeout(3);
          Timeout inner = timeout(1);

          assertThatThrownBy(
                  () ->
                      outer.run(
                          _ -> {
                            assertThatThrownBy(() -> inner.run(_ -> sleep(10)))
                                .isInstanceOf(TimeoutException.class);
                            assertThat(outer.expired()).isFalse();
                            assertThat(cancelling()).isZero();
                            sleep(10);
                          }))
              .isInstanceOf(TimeoutException.class);
          assertThat(getRunningLoop().time()).isEqualTo(3);
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(131)
  void innerLimitThatIsLongerDoesNotFire() {
    VirtualTime.run(
        () -> {
          Timeout outer = timeout(1);
          Timeout inner = timeout(3);

          assertThatThrownBy(() -> outer.run(_ -> inner.run(_ -> sleep(10))))
              .isInstanceOf(TimeoutException.class);
          assertThat(inner.expired()).isFalse();
          assertThat(outer.expired()).isTrue();
        });
  }

  @Test
  @Behaviour(131)
  void loopThatWasBusyPastBothDeadlinesLetsTheOuterLimitWin() {
    var clock = new VirtualClock();
    VirtualTime.newEventLoop(clock, LoopOptions.DEFAULT)
        .runUntilComplete(
            () -> {
              Timeout outer = timeout(2);
              Timeout inner = timeout(1);

              assertThatThrownBy(
                      () ->
                          outer.run(
                              _ -> {
                                try {
                                  inner.run(
                                      _ -> {
                                        clock.elapse(Duration.ofSeconds(3)); // a busy loop
                                        sleep(10);
                                      });
                                } finally {
                                  trace.add("inner ended, cancelling " + cancelling());
                                }
                              }))
                  .isInstanceOf(TimeoutException.class);
              assertThat(trace).containsExactly("inner ended, cancelling 1");
              assertThat(inner.expired()).isTrue();
              assertThat(outer.expired()).isTrue();
              assertThat(cancelling()).isZero();
            });
  }

  @Test
  @Behaviour(132)
  void limitInTheCleanUpOfABlockThatTimedOutWorks() {
    VirtualTime.run(
        () -> {
          assertThatThrownBy(
                  () ->
                      timeout(
                          1,
                          () -> {
                            try {
                              sleep(10);
                            } finally {
                              cleanUpUnderALimit();
                            }
                          }))
              .isInstanceOf(TimeoutException.class)
              .hasCauseInstanceOf(CancelledError.class);
          assertThat(trace).containsExactly("clean-up timed out");
          assertThat(getRunningLoop().time()).isEqualTo(3);
          assertThat(cancelling()).isZero();
        });
  }

  private void cleanUpUnderALimit() {
    try {
      timeout(2, () -> sleep(10));
    } catch (TimeoutException expired) {
      trace.add("clean-up timed out");
    }
  }

  @Test
  @Behaviour(132)
  void timeoutExceptionOfTheCleanUpReplacesTheCancellationAndTellsOfTheOuterLimit() {
    VirtualTime.run(
        () -> {
          assertThatThrownBy(
                  () ->
                      timeout(
                          1,
                          () -> {
                            try {
                              sleep(10);
                            } finally {
                              timeout(2, () -> sleep(10));
                            }
                          }))
              .isInstanceOf(TimeoutException.class)
              .satisfies(
                  thrown ->
                      assertThat(thrown.getSuppressed())
                          .hasSize(1)
                          .allMatch(TimeoutException.class::isInstance));
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(133)
  void limitSetAfterASwallowedCancellationStillGivesATimeoutException() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    swallowACancellation();
                    timeout(1, () -> sleep(10));
                  });
          sleep(0);
          task.cancel();

          assertThatThrownBy(() -> await(task)).isInstanceOf(TimeoutException.class);
          assertThat(task.cancelling()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(133)
  void newCancellationInsideALimitSetAfterASwallowedOneStaysOne() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    swallowACancellation();
                    timeout(5, () -> sleep(10));
                  });
          sleep(0);
          task.cancel();
          sleep(1);
          task.cancel("again");

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("again");
          assertThat(task.cancelling()).isEqualTo(2);
        });
  }

  @Test
  @Behaviour({128, 133})
  void newCancellationTogetherWithTheTimeoutAfterASwallowedOneWins() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    swallowACancellation();
                    timeout(5, () -> sleep(10));
                  });
          sleep(0);
          task.cancel();
          getRunningLoop().callAt(5, task::cancel);

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          assertThat(task.cancelling()).isEqualTo(2);
        });
  }

  private static void swallowACancellation() {
    try {
      sleep(10);
    } catch (CancelledError swallowed) {
      assertThat(cancelling()).isEqualTo(1);
    }
  }
}
