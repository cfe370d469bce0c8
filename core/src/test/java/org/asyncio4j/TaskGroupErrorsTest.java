package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** What a failure of a task or of the block does to the others, and what comes out. */
final class TaskGroupErrorsTest {
  private final List<String> trace = new ArrayList<>();
  private final IOException disk = new IOException("disk");
  private final IOException net = new IOException("net");
  private final IOException tape = new IOException("tape");

  private static Action failingAfter(double seconds, Exception failure) {
    return () -> {
      sleep(seconds);
      throw failure;
    };
  }

  private static Action failingWhenCancelled(double cleanUp, Exception failure) {
    return () -> {
      try {
        sleep(1000);
      } finally {
        sleep(cleanUp);
        throwUnchecked(failure);
      }
    };
  }

  private static void throwUnchecked(Exception failure) {
    throw Throwables.sneak(failure);
  }

  private Action tracingItsCancellation(String name) {
    return () -> {
      try {
        sleep(1000);
      } catch (CancelledError cancelled) {
        trace.add(name + " cancelled at " + getRunningLoop().time());
        throw cancelled;
      }
    };
  }

  private static int cancelling() {
    return currentTask().orElseThrow().cancelling();
  }

  private static ExceptionGroup groupThrownBy(TaskGroup.VoidBody body) {
    return catchThrowableOfType(ExceptionGroup.class, () -> TaskGroup.run(body));
  }

  @Test
  @Behaviour(173)
  void failureOfATaskCancelsTheOthersAndTheBody() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  group -> {
                    group.createTask(tracingItsCancellation("task"));
                    group.createTask(failingAfter(1, disk));
                    tracingItsCancellation("body").run();
                  });

          assertThat(thrown)
              .hasMessage("unhandled errors in a TaskGroup (1 sub-exception)")
              .extracting(ExceptionGroup::message)
              .isEqualTo("unhandled errors in a TaskGroup");
          assertThat(thrown.exceptions()).containsExactly(disk);
          assertThat(trace)
              .containsExactlyInAnyOrder("task cancelled at 1.0", "body cancelled at 1.0");
        });
  }

  @Test
  @Behaviour(173)
  void failureCancelsTheOthersAlsoWhileTheEndOfTheBlockWaits() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  group -> {
                    group.createTask(failingAfter(1, disk));
                    group.createTask(tracingItsCancellation("task"));
                  });

          assertThat(thrown.exceptions()).containsExactly(disk);
          assertThat(trace).containsExactly("task cancelled at 1.0");
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour({173, 174})
  void errorsComeInTheOrderOfFailureThoseOfTheCleanUpsIncluded() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  group -> {
                    group.createTask(failingWhenCancelled(2, net));
                    group.createTask(failingWhenCancelled(1, tape));
                    group.createTask(failingAfter(1, disk));
                    group.createTask(tracingItsCancellation("no error"));
                  });

          assertThat(thrown.exceptions()).containsExactly(disk, tape, net);
          assertThat(thrown).hasMessage("unhandled errors in a TaskGroup (3 sub-exceptions)");
          assertThat(getRunningLoop().time()).isEqualTo(3);
        });
  }

  @Test
  @Behaviour(173)
  void failuresOfOneIterationAllComeOut() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  group -> {
                    group.createTask(failingAfter(1, disk));
                    group.createTask(failingAfter(1, net));
                  });

          assertThat(thrown.exceptions()).containsExactly(disk, net);
        });
  }

  @Test
  @Behaviour(175)
  void exceptionOfTheBodyIsWrappedOnceTheTasksAreCancelled() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  group -> {
                    group.createTask(tracingItsCancellation("task"));
                    sleep(1);
                    throw disk;
                  });

          assertThat(thrown.exceptions()).containsExactly(disk);
          assertThat(trace).containsExactly("task cancelled at 1.0");
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour({174, 175})
  void exceptionOfTheBodyComesAfterThoseOfTheTasks() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  group -> {
                    group.createTask(failingWhenCancelled(1, net));
                    sleep(1);
                    throw disk;
                  });

          assertThat(thrown.exceptions()).containsExactly(net, disk);
        });
  }

  @Test
  @Behaviour(176)
  void errorOfATaskMakesItABaseExceptionGroup() {
    VirtualTime.run(
        () -> {
          var error = new AssertionError("broken");

          assertThatThrownBy(
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.createTask(failingWhenCancelled(0, disk));
                            sleep(0);
                            group.createTask(
                                () -> {
                                  throw error;
                                });
                          }))
              .isInstanceOfSatisfying(
                  BaseExceptionGroup.class,
                  thrown -> assertThat(thrown.exceptions()).containsExactly(error, disk));
        });
  }

  @Test
  @Behaviour(176)
  void errorOfTheBodyMakesItABaseExceptionGroup() {
    VirtualTime.run(
        () -> {
          var error = new StackOverflowError();

          assertThatThrownBy(
                  () ->
                      TaskGroup.run(
                          group -> {
                            throw error;
                          }))
              .isInstanceOfSatisfying(
                  BaseExceptionGroup.class,
                  thrown -> assertThat(thrown.exceptions()).containsExactly(error));
        });
  }

  @Test
  void errorsThatCameOutAreNotReportedToo() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              groupThrownBy(
                  group -> {
                    group.createTask(failingAfter(1, disk));
                    group.createTask(failingWhenCancelled(1, net));
                  });
              return loopReports;
            });

    assertThat(reports.all()).isEmpty();
  }

  @Test
  void oneExceptionThrownByTwoTasksIsTwoMembers() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  group -> {
                    group.createTask(failingAfter(1, disk));
                    group.createTask(failingAfter(1, disk));
                  });

          assertThat(thrown.exceptions()).containsExactly(disk, disk);
        });
  }

  @Test
  @Behaviour(173)
  void tasksAreCancelledInTheOrderOfTheirCreation() {
    VirtualTime.run(
        () -> {
          groupThrownBy(
              group -> {
                for (int i = 0; i < 8; i++) {
                  group.createTask(tracingItsCancellation("task " + i));
                }
                sleep(1);
                throw disk;
              });

          assertThat(trace)
              .containsExactly(
                  IntStream.range(0, 8)
                      .mapToObj("task %s cancelled at 1.0"::formatted)
                      .toArray(String[]::new));
        });
  }
}
