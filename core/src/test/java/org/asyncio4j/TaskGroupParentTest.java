package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** The cancellation by which a group reaches its own block. */
final class TaskGroupParentTest {
  private final List<String> trace = new ArrayList<>();
  private final IOException disk = new IOException("disk");

  private static Action failingAfter(double seconds, Exception failure) {
    return () -> {
      sleep(seconds);
      throw failure;
    };
  }

  private static int cancelling() {
    return currentTask().orElseThrow().cancelling();
  }

  private static ExceptionGroup groupThrownBy(TaskGroup.VoidBody body) {
    return catchThrowableOfType(ExceptionGroup.class, () -> TaskGroup.run(body));
  }

  @Test
  @Behaviour(180)
  void parentCountsTheGroupsRequestInsideTheBodyOnly() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  group -> {
                    group.createTask(failingAfter(1, disk));
                    try {
                      sleep(1000);
                    } finally {
                      trace.add("inside " + cancelling());
                    }
                  });

          assertThat(thrown.exceptions()).containsExactly(disk);
          assertThat(trace).containsExactly("inside 1");
          assertThat(cancelling()).isZero();
          sleep(1);
        });
  }

  @Test
  @Behaviour(180)
  void countOfAParentWithAnOldSwallowedRequestIsPreserved() {
    VirtualTime.run(
        () -> {
          Task<?> self = currentTask().orElseThrow();
          self.cancel();
          assertThatThrownBy(() -> sleep(1)).isInstanceOf(CancelledError.class);

          Throwable thrown =
              catchThrowable(
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.createTask(failingAfter(1, disk));
                            sleep(1000);
                          }));

          assertThat(thrown).isInstanceOf(ExceptionGroup.class);
          assertThat(self.cancelling()).isEqualTo(1);
          self.uncancel();
        });
  }

  @Test
  @Behaviour(181)
  void bodyMaySwallowTheGroupsCancellationAndGoOn() {
    VirtualTime.run(
        () -> {
          ExceptionGroup thrown =
              groupThrownBy(
                  group -> {
                    group.createTask(failingAfter(1, disk));
                    try {
                      sleep(1000);
                    } catch (CancelledError swallowed) {
                      trace.add("swallowed");
                    }
                    sleep(5);
                    trace.add("went on");
                  });

          assertThat(thrown.exceptions()).containsExactly(disk);
          assertThat(trace).containsExactly("swallowed", "went on");
          assertThat(cancelling()).isZero();
          sleep(1);
          assertThat(getRunningLoop().time()).isEqualTo(7);
        });
  }
}
