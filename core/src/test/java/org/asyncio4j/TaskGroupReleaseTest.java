package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A group that has ended holds nothing of what went on in it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TaskGroupReleaseTest {

  private static List<WeakReference<?>> failIn(TaskGroup group) {
    var failure = new IOException("disk");
    Task<?> parent =
        createTask(
            () ->
                group.enter(
                    _ -> {
                      group.createTask(() -> sleep(1000));
                      group.createTask(
                          () -> {
                            throw failure;
                          });
                    }));
    Throwable thrown = catchThrowable(() -> await(parent));
    assertThat(thrown).isInstanceOf(ExceptionGroup.class);
    return List.of(
        new WeakReference<>(failure), new WeakReference<>(thrown), new WeakReference<>(parent));
  }

  @Test
  @Behaviour(190)
  void groupThatFailedHoldsNeitherItsErrorsNorItsParent() {
    var group = new TaskGroup();
    List<WeakReference<?>> let = VirtualTime.run(() -> failIn(group));

    let.forEach(TestLoops::awaitCollection);
    assertThat(group).asString().startsWith("TaskGroup[FINISHED");
  }

  @Test
  @Behaviour(190)
  void whatAGroupThrowsHasNoCycle() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");
          Throwable thrown =
              catchThrowable(
                  () ->
                      TaskGroup.run(
                          _ -> {
                            throw failure;
                          }));

          assertThat(thrown.getCause()).isNull();
          assertThat(thrown.getSuppressed()).containsExactly(failure);
          assertThat(failure.getCause()).isNull();
          assertThat(failure.getSuppressed()).isEmpty();
        });
  }
}
