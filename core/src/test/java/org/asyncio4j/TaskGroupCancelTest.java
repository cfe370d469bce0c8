package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** {@link TaskGroup#cancel}, which ends a group early without an error. */
final class TaskGroupCancelTest {
  private final List<String> trace = new ArrayList<>();
  private final IOException disk = new IOException("disk");

  private void tracingItsCancellation(String name) {
    try {
      sleep(1000);
    } catch (CancelledError cancelled) {
      trace.add(name + " cancelled at " + getRunningLoop().time());
      throw cancelled;
    }
  }

  private static int cancelling() {
    return currentTask().orElseThrow().cancelling();
  }

  @Test
  @Behaviour(191)
  void cancelFromATaskEndsTasksAndBodyWithoutAnError() {
    VirtualTime.run(
        () -> {
          TaskGroup.run(
              group -> {
                group.createTask(() -> tracingItsCancellation("task"));
                group.createTask(
                    () -> {
                      sleep(1);
                      group.cancel();
                    });
                tracingItsCancellation("body");
              });

          assertThat(trace)
              .containsExactlyInAnyOrder("task cancelled at 1.0", "body cancelled at 1.0");
          assertThat(cancelling()).isZero();
          sleep(1);
        });
  }

  @Test
  @Behaviour(191)
  void cancelFromTheBodyTakesEffectAtItsNextSuspension() {
    VirtualTime.run(
        () -> {
          TaskGroup.run(
              group -> {
                group.createTask(() -> trace.add("never starts"));
                group.cancel();
                trace.add("goes on, cancelling " + cancelling());
                tracingItsCancellation("body");
              });

          assertThat(trace).containsExactly("goes on, cancelling 1", "body cancelled at 0.0");
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(191)
  void cancelFromABodyThatThenEndsLeavesNoCancellationBehind() {
    VirtualTime.run(
        () -> {
          String result =
              TaskGroup.call(
                  group -> {
                    group.cancel();
                    return "result";
                  });
          sleep(1);

          assertThat(result).isEqualTo("result");
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(191)
  void cancelWhileTheEndOfTheBlockWaitsEndsTheTasks() {
    VirtualTime.run(
        () -> {
          var group = new TaskGroup();
          getRunningLoop().callLater(1, group::cancel);

          group.enter(_ -> group.createTask(() -> tracingItsCancellation("task")));

          assertThat(trace).containsExactly("task cancelled at 1.0");
          assertThat(cancelling()).isZero();
          sleep(1);
        });
  }

  @Test
  @Behaviour(191)
  void groupCancelledBeforeItsBlockEndsItAtItsFirstSuspension() {
    VirtualTime.run(
        () -> {
          var group = new TaskGroup();
          group.cancel();

          group.enter(
              _ -> {
                trace.add("body begins");
                tracingItsCancellation("body");
              });

          assertThat(trace).containsExactly("body begins", "body cancelled at 0.0");
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(191)
  void cancelAfterTheEndDoesNothing() {
    VirtualTime.run(
        () -> {
          var group = new TaskGroup();
          group.enter(_ -> group.createTask(() -> sleep(1)));

          group.cancel();
          sleep(1);

          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(191)
  void cancelTwiceIsAsOnce() {
    VirtualTime.run(
        () -> {
          List<Task<?>> tasks = new ArrayList<>();
          TaskGroup.run(
              group -> {
                tasks.add(group.createTask(() -> tracingItsCancellation("task")));
                sleep(1);
                group.cancel();
                group.cancel();
              });

          assertThat(tasks.getFirst().cancelling()).isEqualTo(1);
          assertThat(trace).containsExactly("task cancelled at 1.0");
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(191)
  void errorsOfTasksDuringACancelStillComeOut() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              catchThrowableOfType(
                  ExceptionGroup.class,
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.createTask(
                                () -> {
                                  try {
                                    sleep(1000);
                                  } catch (CancelledError cancelled) {
                                    throw disk;
                                  }
                                });
                            sleep(1);
                            group.cancel();
                          }));

          assertThat(thrown.exceptions()).containsExactly(disk);
          assertThat(cancelling()).isZero();
          sleep(1);
        });
  }

  @Test
  @Behaviour(191)
  void errorOfTheBodyAfterACancelComesOut() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              catchThrowableOfType(
                  ExceptionGroup.class,
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.cancel();
                            throw disk;
                          }));

          assertThat(thrown.exceptions()).containsExactly(disk);
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour({186, 191})
  void cancelledGroupRefusesNewTasks() {
    VirtualTime.run(
        () ->
            TaskGroup.run(
                group -> {
                  group.cancel();

                  assertThatThrownBy(() -> group.createTask(() -> sleep(1)))
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("it is shutting down");
                }));
  }

  @Test
  @Behaviour(191)
  void resultOfABlockThatWasCutShortIsNull() {
    VirtualTime.run(
        () ->
            assertThat(
                    TaskGroup.<String>call(
                        group -> {
                          group.cancel();
                          return sleep(1, "not reached");
                        }))
                .isNull());
  }

  @Test
  @Behaviour(192)
  void cancellationFromOutsideWhileTheGroupEndsIsKept() {
    VirtualTime.run(
        () -> {
          Task<?> parent =
              createTask(
                  () -> {
                    TaskGroup.run(
                        group -> {
                          group.createTask(
                              () -> {
                                try {
                                  sleep(1000);
                                } finally {
                                  sleep(5);
                                }
                              });
                          getRunningLoop().callLater(1, group::cancel);
                        });
                    trace.add("not reached");
                  });
          sleep(3);

          parent.cancel("from outside");

          assertThatThrownBy(() -> await(parent))
              .isInstanceOf(CancelledError.class)
              .hasMessage("from outside");
          assertThat(trace).isEmpty();
          assertThat(getRunningLoop().time()).isEqualTo(6);
          assertThat(parent.cancelling()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(191)
  void cancelOfTheInnerGroupLeavesTheOuterOneAlone() {
    VirtualTime.run(
        () -> {
          TaskGroup.run(
              outer -> {
                outer.createTask(
                    () -> {
                      sleep(3);
                      trace.add("task of the outer group");
                    });
                TaskGroup.run(
                    inner -> {
                      inner.createTask(() -> tracingItsCancellation("task of the inner group"));
                      sleep(1);
                      inner.cancel();
                    });
                trace.add("outer body goes on");
              });

          assertThat(trace)
              .containsExactly(
                  "task of the inner group cancelled at 1.0",
                  "outer body goes on",
                  "task of the outer group");
        });
  }
}
