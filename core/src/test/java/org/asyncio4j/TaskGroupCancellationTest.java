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

/** A group whose parent task is cancelled from outside. */
final class TaskGroupCancellationTest {
  private final List<String> trace = new ArrayList<>();
  private final IOException disk = new IOException("disk");

  private void cleaningUp(double seconds, String name) {
    try {
      sleep(1000);
    } catch (CancelledError cancelled) {
      sleep(seconds);
      trace.add(name + " cleaned up at " + getRunningLoop().time());
      throw cancelled;
    }
  }

  private void failingWhenCancelled() throws IOException {
    try {
      sleep(1000);
    } catch (CancelledError cancelled) {
      throw disk;
    }
  }

  @Test
  @Behaviour(182)
  void cancellingTheParentWhileTheEndOfTheBlockWaitsCancelsTheTasks() {
    VirtualTime.run(
        () -> {
          Task<?> parent =
              createTask(
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.createTask(() -> cleaningUp(0, "a"));
                            group.createTask(() -> cleaningUp(2, "b"));
                          }));
          sleep(1);

          parent.cancel("stop");

          assertThatThrownBy(() -> await(parent))
              .isInstanceOf(CancelledError.class)
              .hasMessage("stop");
          assertThat(trace).containsExactly("a cleaned up at 1.0", "b cleaned up at 3.0");
          assertThat(parent.cancelled()).isTrue();
          assertThat(parent.cancelling()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(182)
  void cancellingTheParentInTheBodyCancelsTheTasks() {
    VirtualTime.run(
        () -> {
          Task<?> parent =
              createTask(
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.createTask(() -> cleaningUp(2, "task"));
                            cleaningUp(0, "body");
                          }));
          sleep(1);

          parent.cancel("stop");

          assertThatThrownBy(() -> await(parent))
              .isInstanceOf(CancelledError.class)
              .hasMessage("stop");
          assertThat(trace).containsExactly("body cleaned up at 1.0", "task cleaned up at 3.0");
        });
  }

  @Test
  @Behaviour(182)
  void bodyThatThrowsACancelledErrorByItselfCancelsTheTasks() {
    VirtualTime.run(
        () -> {
          assertThatThrownBy(
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.createTask(() -> cleaningUp(2, "task"));
                            sleep(1);
                            throw new CancelledError("by the body");
                          }))
              .isInstanceOf(CancelledError.class)
              .hasMessage("by the body");
          assertThat(trace).containsExactly("task cleaned up at 3.0");
          assertThat(currentTask().orElseThrow().cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(183)
  void errorsWinOverTheCancellationWhichIsDeliveredAgain() {
    VirtualTime.run(
        () -> {
          Task<?> parent =
              createTask(
                  () -> {
                    try {
                      TaskGroup.run(
                          group -> {
                            group.createTask(this::failingWhenCancelled);
                            sleep(1000);
                          });
                    } catch (ExceptionGroup thrown) {
                      assertThat(thrown.exceptions()).containsExactly(disk);
                      trace.add("group, cancelling " + currentTask().orElseThrow().cancelling());
                    }
                    cleaningUp(0, "next await");
                  });
          sleep(1);

          parent.cancel();

          assertThatThrownBy(() -> await(parent)).isInstanceOf(CancelledError.class);
          assertThat(trace).containsExactly("group, cancelling 1", "next await cleaned up at 1.0");
          assertThat(parent.cancelling()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(183)
  void taskThatLetsTheErrorsOutFailsWithThem() {
    VirtualTime.run(
        () -> {
          Task<?> parent =
              createTask(
                  () -> TaskGroup.run(group -> group.createTask(this::failingWhenCancelled)));
          sleep(1);

          parent.cancel();

          assertThatThrownBy(() -> await(parent)).isInstanceOf(ExceptionGroup.class);
          assertThat(parent.cancelled()).isFalse();
        });
  }

  @Test
  @Behaviour(184)
  void furtherCancellationsWhileTheTasksEndDoNotReachThemAndAreNotLost() {
    VirtualTime.run(
        () -> {
          List<Task<?>> children = new ArrayList<>();
          Task<?> parent =
              createTask(
                  () -> {
                    TaskGroup.run(
                        group -> children.add(group.createTask(() -> cleaningUp(5, "task"))));
                    trace.add("not reached");
                  });
          sleep(1);
          parent.cancel("first");
          sleep(1);
          parent.cancel("second");
          sleep(1);
          parent.cancel("third");

          assertThatThrownBy(() -> await(parent)).isInstanceOf(CancelledError.class);
          assertThat(trace).containsExactly("task cleaned up at 6.0");
          assertThat(children.getFirst().cancelling()).isEqualTo(1);
          assertThat(parent.cancelling()).isEqualTo(3);
        });
  }

  @Test
  @Behaviour(184)
  void cancellationWhileTheGroupAbortsOverAnErrorIsDeliveredAfterTheErrors() {
    VirtualTime.run(
        () -> {
          Task<?> parent =
              createTask(
                  () -> {
                    try {
                      TaskGroup.run(
                          group -> {
                            group.createTask(() -> cleaningUp(5, "task"));
                            sleep(1);
                            throw disk;
                          });
                    } catch (ExceptionGroup thrown) {
                      trace.add("group");
                    }
                    cleaningUp(0, "next await");
                  });
          sleep(3);

          parent.cancel();

          assertThatThrownBy(() -> await(parent)).isInstanceOf(CancelledError.class);
          assertThat(trace)
              .containsExactly("task cleaned up at 6.0", "group", "next await cleaned up at 6.0");
          assertThat(parent.cancelling()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour({117, 182})
  void timeoutAroundAGroupEndsItWithATimeoutException() {
    VirtualTime.run(
        () -> {
          assertThatThrownBy(
                  () ->
                      timeout(
                          1,
                          () ->
                              TaskGroup.run(
                                  group -> group.createTask(() -> cleaningUp(2, "task")))))
              .isInstanceOf(TimeoutException.class);
          assertThat(trace).containsExactly("task cleaned up at 3.0");
          assertThat(currentTask().orElseThrow().cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(117)
  void timeoutInsideAGroupsBodyIsAnErrorOfTheBody() {
    VirtualTime.run(
        () -> {
          assertThatThrownBy(
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.createTask(() -> cleaningUp(2, "task"));
                            timeout(1, () -> sleep(1000));
                          }))
              .isInstanceOfSatisfying(
                  ExceptionGroup.class,
                  thrown ->
                      assertThat(thrown.exceptions())
                          .hasSize(1)
                          .allMatch(TimeoutException.class::isInstance));
          assertThat(trace).containsExactly("task cleaned up at 3.0");
          assertThat(currentTask().orElseThrow().cancelling()).isZero();
        });
  }
}
