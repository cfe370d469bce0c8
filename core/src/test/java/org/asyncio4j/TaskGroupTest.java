package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** A group whose tasks do not fail; other concerns have tests of their own, TaskGroup…Test. */
final class TaskGroupTest {
  private final List<String> trace = new ArrayList<>();

  private void traceAfter(double seconds, String name) {
    sleep(seconds);
    trace.add(name);
  }

  @Test
  void blockEndsWhenAllItsTasksHaveEnded() {
    VirtualTime.run(
        () -> {
          TaskGroup.run(
              group -> {
                group.createTask(() -> traceAfter(2, "long"));
                group.createTask(() -> traceAfter(1, "short"));
                trace.add("body");
              });
          trace.add("after");

          assertThat(trace).containsExactly("body", "short", "long", "after");
          assertThat(getRunningLoop().time()).isEqualTo(2);
        });
  }

  @Test
  void blockMayHaveAResult() {
    VirtualTime.run(
        () -> {
          Integer sum =
              TaskGroup.call(
                  group -> {
                    Task<Integer> one = group.createTask(() -> sleep(1, 1));
                    Task<Integer> two = group.createTask(() -> sleep(2, 2));
                    return await(one) + await(two);
                  });

          assertThat(sum).isEqualTo(3);
        });
  }

  @Test
  void tasksHaveTheirResultsAfterTheBlock() {
    VirtualTime.run(
        () -> {
          List<Task<String>> tasks = new ArrayList<>();

          TaskGroup.run(group -> tasks.add(group.createTask(() -> sleep(1, "result"))));

          assertThat(tasks.getFirst().result()).isEqualTo("result");
        });
  }

  @Test
  @Behaviour(46)
  void emptyGroupDoesNotSuspend() {
    var polls = new TestLoops.Polls();

    polls
        .newLoop()
        .runUntilComplete(
            () -> {
              int before = polls.count();
              TaskGroup.run(group -> {});
              assertThat(polls.count()).isEqualTo(before);
            });
  }

  @Test
  @Behaviour(41)
  void blockEndsTwoIterationsAfterItsLastTask() {
    var polls = new TestLoops.Polls();

    polls
        .newLoop()
        .runUntilComplete(
            () -> {
              int[] ended = {0};
              TaskGroup.run(group -> group.createTask(() -> ended[0] = polls.count()));
              assertThat(polls.count() - ended[0]).isEqualTo(2);
            });
  }

  @Test
  @Behaviour(70)
  void tasksStartInOrderOfCreationAfterTheBodyYields() {
    VirtualTime.run(
        () ->
            TaskGroup.run(
                group -> {
                  group.createTask(() -> trace.add("a"));
                  group.createTask(() -> trace.add("b"));
                  trace.add("body");
                }));

    assertThat(trace).containsExactly("body", "a", "b");
  }

  @Test
  @Behaviour(171)
  void tasksMadeByTasksWhileTheBlockEndsAreAwaitedToo() {
    VirtualTime.run(
        () -> {
          TaskGroup.run(
              group ->
                  group.createTask(
                      () -> {
                        sleep(1);
                        group.createTask(
                            () -> {
                              sleep(1);
                              group.createTask(() -> traceAfter(1, "grandchild"));
                              trace.add("child of a child");
                            });
                        trace.add("child");
                      }));
          trace.add("after");

          assertThat(trace).containsExactly("child", "child of a child", "grandchild", "after");
          assertThat(getRunningLoop().time()).isEqualTo(3);
        });
  }

  @Test
  @Behaviour(172)
  void taskCancelledByAnotherIsNoFailure() {
    VirtualTime.run(
        () -> {
          TaskGroup.run(
              group -> {
                Task<?> cancelled = group.createTask(() -> traceAfter(10, "not reached"));
                group.createTask(() -> traceAfter(2, "other"));
                sleep(1);
                cancelled.cancel();
              });

          assertThat(trace).containsExactly("other");
          assertThat(currentTask().orElseThrow().cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(172)
  void taskThatThrowsACancelledErrorIsNoFailure() {
    VirtualTime.run(
        () -> {
          TaskGroup.run(
              group -> {
                group.createTask(
                    () -> {
                      throw new CancelledError();
                    });
                group.createTask(() -> traceAfter(2, "other"));
              });

          assertThat(trace).containsExactly("other");
        });
  }

  @Test
  @Behaviour(188)
  void groupForgetsATaskAsSoonAsItHasEnded() {
    VirtualTime.run(
        () ->
            TaskGroup.run(
                group -> {
                  for (int i = 0; i < 10; i++) {
                    Task<?> task = group.createTask(() -> sleep(1));
                    assertThat(group).hasToString("TaskGroup[ENTERED, tasks=1, errors=0]");
                    await(task);
                    assertThat(group).hasToString("TaskGroup[ENTERED, tasks=0, errors=0]");
                  }
                }));
  }

  @Test
  @Behaviour(79)
  void optionsOfATaskAreHeeded() {
    VirtualTime.run(
        () ->
            TaskGroup.run(
                group -> {
                  var context = new Context();
                  var variable = new ContextVar<String>("variable");
                  Task<?> task =
                      group.createTask(
                          () -> variable.set("set"),
                          TaskOptions.named("worker").withContext(context));
                  await(task);

                  assertThat(task.getName()).isEqualTo("worker");
                  assertThat(context.get(variable)).isEqualTo("set");
                }));
  }

  @Test
  @Behaviour(94)
  void tasksAreMadeByTheLoopsTaskFactory() {
    VirtualTime.run(
        () -> {
          getRunningLoop()
              .setTaskFactory(
                  (loop, coroutine, options) ->
                      Task.create(loop, coroutine, options.withName("by the factory")));

          TaskGroup.run(
              group ->
                  assertThat(group.createTask(() -> {}).getName()).isEqualTo("by the factory"));
        });
  }

  @Test
  void otherTasksRunWhileTheBlockWaits() {
    VirtualTime.run(
        () -> {
          Task<?> other = createTask(() -> traceAfter(1, "other"));

          TaskGroup.run(group -> group.createTask(() -> traceAfter(2, "child")));

          assertThat(other.done()).isTrue();
          assertThat(trace).containsExactly("other", "child");
        });
  }

  @Test
  void cancellationOfJavasOwnKindIsAFailure() {
    VirtualTime.run(
        () ->
            assertThatThrownBy(
                    () ->
                        TaskGroup.run(
                            group ->
                                group.createTask(
                                    () -> {
                                      throw new CancellationException("of a CompletableFuture");
                                    })))
                .isInstanceOf(ExceptionGroup.class));
  }
}
