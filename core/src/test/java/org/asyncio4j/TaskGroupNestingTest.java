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

/** Groups in the blocks of groups. */
final class TaskGroupNestingTest {
  private final List<String> trace = new ArrayList<>();
  private final IOException disk = new IOException("disk");
  private final IOException net = new IOException("net");

  private static Action failingAfter(double seconds, Exception failure) {
    return () -> {
      sleep(seconds);
      throw failure;
    };
  }

  private static ExceptionGroup groupThrownBy(TaskGroup.VoidBody body) {
    return catchThrowableOfType(ExceptionGroup.class, () -> TaskGroup.run(body));
  }

  private static int cancelling() {
    return currentTask().orElseThrow().cancelling();
  }

  @Test
  @Behaviour(185)
  void errorOfTheInnerGroupIsNestedInTheOuterGroups() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  outer -> {
                    outer.createTask(() -> sleep(1000));
                    TaskGroup.run(inner -> inner.createTask(failingAfter(1, disk)));
                  });

          assertThat(thrown.exceptions()).hasSize(1);
          assertThat(thrown.exceptions().getFirst())
              .isInstanceOfSatisfying(
                  ExceptionGroup.class,
                  nested -> assertThat(nested.exceptions()).containsExactly(disk));
          assertThat(cancelling()).isZero();
          assertThat(getRunningLoop().time()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(185)
  void errorHandledBetweenTheGroupsDoesNotReachTheOuterOne() {
    VirtualTime.run(
        () -> {
          TaskGroup.run(
              outer -> {
                outer.createTask(
                    () -> {
                      sleep(3);
                      trace.add("task of the outer group");
                    });
                assertThat(groupThrownBy(inner -> inner.createTask(failingAfter(1, disk))))
                    .isNotNull();
                sleep(1);
                trace.add("body of the outer group");
              });

          assertThat(trace).containsExactly("body of the outer group", "task of the outer group");
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(185)
  void errorOfTheOuterGroupCancelsTheInnerOne() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  outer -> {
                    outer.createTask(failingAfter(1, disk));
                    TaskGroup.run(
                        inner ->
                            inner.createTask(
                                () -> {
                                  try {
                                    sleep(1000);
                                  } finally {
                                    trace.add("task of the inner group ended");
                                  }
                                }));
                    trace.add("not reached");
                  });

          assertThat(thrown.exceptions()).containsExactly(disk);
          assertThat(trace).containsExactly("task of the inner group ended");
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(185)
  void failuresOfBothGroupsAtOnceAreEachTheirOwnGroups() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  outer -> {
                    outer.createTask(failingAfter(1, disk));
                    TaskGroup.run(inner -> inner.createTask(failingAfter(1, net)));
                  });

          assertThat(thrown.exceptions()).hasSize(2);
          assertThat(thrown.exceptions().get(0)).isSameAs(disk);
          assertThat(thrown.exceptions().get(1))
              .isInstanceOfSatisfying(
                  ExceptionGroup.class,
                  nested -> assertThat(nested.exceptions()).containsExactly(net));
          assertThat(cancelling()).isZero();
          sleep(1);
        });
  }

  @Test
  @Behaviour(185)
  void failuresOfBothGroupsWithTheInnerHandledLeaveTheOutersCancellation() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  outer -> {
                    outer.createTask(failingAfter(1, disk));
                    ExceptionGroup handled =
                        groupThrownBy(inner -> inner.createTask(failingAfter(1, net)));
                    trace.add("handled " + handled.exceptions().size());
                    try {
                      sleep(1000);
                    } finally {
                      trace.add("outer body cancelled at " + getRunningLoop().time());
                    }
                  });

          assertThat(thrown.exceptions()).containsExactly(disk);
          assertThat(trace).containsExactly("handled 1", "outer body cancelled at 1.0");
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(185)
  void groupsInTasksOfGroupsNestTheirErrors() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  outer -> {
                    outer.createTask(
                        () -> TaskGroup.run(inner -> inner.createTask(failingAfter(1, disk))));
                    outer.createTask(
                        () -> TaskGroup.run(inner -> inner.createTask(failingAfter(1, net))));
                  });

          assertThat(thrown.exceptions())
              .extracting(nested -> ((ExceptionGroup) nested).exceptions().getFirst())
              .containsExactly(disk, net);
        });
  }

  @Test
  @Behaviour({182, 185})
  void cancellationFromOutsideGoesThroughBothGroups() {
    VirtualTime.run(
        () -> {
          Task<?> parent =
              createTask(
                  () ->
                      TaskGroup.run(
                          outer -> {
                            outer.createTask(() -> tracingItsEnd("outer"));
                            TaskGroup.run(inner -> inner.createTask(() -> tracingItsEnd("inner")));
                          }));
          sleep(1);

          parent.cancel("stop");

          assertThatThrownBy(() -> await(parent))
              .isInstanceOf(CancelledError.class)
              .hasMessage("stop");
          assertThat(trace).containsExactly("inner ended", "outer ended");
          assertThat(parent.cancelling()).isEqualTo(1);
        });
  }

  private void tracingItsEnd(String name) {
    try {
      sleep(1000);
    } finally {
      trace.add(name + " ended");
    }
  }
}
