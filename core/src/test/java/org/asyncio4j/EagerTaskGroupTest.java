package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** Eager tasks in a group. */
final class EagerTaskGroupTest {
  private static final TaskOptions EAGER = TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER);

  private final List<String> trace = new ArrayList<>();

  @Test
  @Behaviour(189)
  void eagerTaskThatFailsDoesNotCancelTheBodyOfItsGroupBeforeThatSuspends() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");

          assertThatThrownBy(
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.createTask(
                                () -> {
                                  throw failure;
                                },
                                EAGER);
                            trace.add("cancelling " + currentTask().orElseThrow().cancelling());
                            group.createTask(() -> trace.add("second task"), EAGER);
                            try {
                              sleep(0);
                              trace.add("first suspension");
                              sleep(1000);
                            } finally {
                              trace.add("body cancelled at " + getRunningLoop().time());
                            }
                          }))
              .isInstanceOfSatisfying(
                  ExceptionGroup.class,
                  thrown -> assertThat(thrown.exceptions()).containsExactly(failure));
          assertThat(trace).containsExactly("cancelling 0", "second task", "body cancelled at 0.0");
        });
  }

  @Test
  @Behaviour(189)
  void failureOfAnEagerTaskIsNotLostIfTheBodyNeverSuspends() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");

          assertThatThrownBy(
                  () ->
                      TaskGroup.run(
                          group ->
                              group.createTask(
                                  () -> {
                                    throw failure;
                                  },
                                  EAGER)))
              .isInstanceOfSatisfying(
                  ExceptionGroup.class,
                  thrown -> assertThat(thrown.exceptions()).containsExactly(failure));
          assertThat(currentTask().orElseThrow().cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(192)
  void eagerTaskThatCancelsTheGroupIsCancelledToo() {
    VirtualTime.run(
        () -> {
          List<Task<?>> tasks = new ArrayList<>();
          TaskGroup.run(
              group ->
                  tasks.add(
                      group.createTask(
                          () -> {
                            group.cancel();
                            tracingItsCancellation("eager task");
                          },
                          EAGER)));

          assertThat(trace).containsExactly("eager task cancelled at 0.0");
          assertThat(tasks.getFirst().cancelled()).isTrue();
        });
  }

  private void tracingItsCancellation(String name) {
    try {
      sleep(1000);
    } catch (CancelledError cancelled) {
      trace.add(name + " cancelled at " + getRunningLoop().time());
      throw cancelled;
    }
  }
}
