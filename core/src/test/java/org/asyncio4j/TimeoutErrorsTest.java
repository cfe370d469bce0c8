package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.waitFor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  // --- a cancellation that was requested before the block ----------------------------------------

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.001, 60})
  void cancellationRequestedBeforeTheBlockIsNotTakenForTheTimeout(double seconds) {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    currentTask().orElseThrow().cancel("before");
                    timeout(seconds, () -> sleep(60));
                  });

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("before");
          assertThat(task.cancelling()).isEqualTo(1);
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.001, 60})
  void cancellationRequestedBeforeWaitForIsNotTakenForTheTimeout(double seconds) {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    currentTask().orElseThrow().cancel("before");
                    waitFor(() -> sleep(60), seconds);
                  });

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          assertThat(task.cancelling()).isEqualTo(1);
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.001, 60})
  void cancellationRequestedBeforeAStacklessBlockIsNotTakenForItsTimeout(double seconds) {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  Steps.begin()
                      .run(() -> currentTask().orElseThrow().cancel("before"))
                      .await(
                          () -> coroutine(Stackless.timeout(seconds, Stackless.get(new Queue<>()))))
                      .coroutine());

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
        });
  }

  @Test
  void severalRequestsBeforeTheBlockAreOneCancellation() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    currentTask().orElseThrow().cancel();
                    currentTask().orElseThrow().cancel();
                    timeout(0, () -> sleep(60));
                  });

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          assertThat(task.cancelling()).isEqualTo(2);
        });
  }

  @Test
  void deadlineMovedIntoThePastDoesNotHideACancellation() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () ->
                      timeout(60)
                          .run(
                              limit -> {
                                currentTask().orElseThrow().cancel();
                                limit.reschedule(0);
                                sleep(60);
                              }));

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
        });
  }

  @Test
  void requestThatTheBlockTakesBackDoesNotHideTheTimeout() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    currentTask().orElseThrow().cancel();
                    timeout(
                        1,
                        () -> {
                          try {
                            sleep(60);
                          } catch (CancelledError cancelled) {
                            currentTask().orElseThrow().uncancel();
                          }
                          sleep(60);
                        });
                  });

          assertThatThrownBy(() -> await(task)).isInstanceOf(TimeoutException.class);
        });
  }

  @Test
  void cancellationThatTheTaskHasDealtWithBeforeTheBlockDoesNotHideTheTimeout() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    currentTask().orElseThrow().cancel();
                    try {
                      sleep(60);
                    } catch (CancelledError swallowed) {
                      trace.add("swallowed");
                    }
                    timeout(0, () -> sleep(60));
                  });

          assertThatThrownBy(() -> await(task)).isInstanceOf(TimeoutException.class);
          assertThat(trace).containsExactly("swallowed");
        });
  }

  // --- groups -----------------------------------------------------------------------------------

  @Test
  void timeoutIsNotedOnAGroupAndOnEachOfItsMembers() {
    VirtualTime.run(
        () ->
            assertThatThrownBy(
                    () ->
                        timeout(
                            1,
                            () ->
                                TaskGroup.run(
                                    group -> {
                                      group.createTask(() -> failWhenCancelled("one"));
                                      group.createTask(() -> failWhenCancelled("two"));
                                      sleep(60);
                                    })))
                .isInstanceOfSatisfying(
                    ExceptionGroup.class,
                    group -> {
                      assertThat(group.getSuppressed())
                          .filteredOn(TimeoutException.class::isInstance)
                          .hasSize(1);
                      assertThat(group.exceptions())
                          .hasSize(2)
                          .allSatisfy(
                              member ->
                                  assertThat(member.getSuppressed())
                                      .singleElement()
                                      .isInstanceOf(TimeoutException.class));
                    }));
  }

  private static void failWhenCancelled(String message) {
    try {
      sleep(60);
    } finally {
      throw new IllegalStateException(message);
    }
  }

  @Test
  void exceptionThatIsThrownAgainAndAgainGetsOneNote() {
    var kept = new IllegalStateException("kept");
    VirtualTime.run(
        () -> {
          for (int i = 0; i < 10; i++) {
            assertThatThrownBy(
                    () ->
                        timeout(
                            1,
                            () -> {
                              try {
                                sleep(60);
                              } finally {
                                throw kept;
                              }
                            }))
                .isSameAs(kept);
          }
        });

    assertThat(kept.getSuppressed()).singleElement().isInstanceOf(TimeoutException.class);
  }

  @Test
  void groupThatFailsInTimeHasNoNotes() {
    VirtualTime.run(
        () ->
            assertThatThrownBy(
                    () ->
                        timeout(
                            60,
                            () ->
                                TaskGroup.run(
                                    group ->
                                        group.createTask(
                                            () -> {
                                              throw new IOException("disk");
                                            }))))
                .isInstanceOfSatisfying(
                    ExceptionGroup.class,
                    group ->
                        assertThat(group.exceptions())
                            .singleElement()
                            .satisfies(member -> assertThat(member).hasNoSuppressedExceptions())));
  }
}
