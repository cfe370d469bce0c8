package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.allTasks;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** Tasks that make their first step inside createTask. */
final class EagerTest {
  private static final TaskOptions EAGER = TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER);
  private static final TaskOptions SCHEDULED =
      TaskOptions.DEFAULT.withStart(TaskOptions.Start.SCHEDULED);

  private final List<String> trace = new ArrayList<>();

  @Test
  @Behaviour({34, 194})
  void bodyRunsInsideCreateTaskUntilItFirstSuspends() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    trace.add("first step");
                    sleep(0);
                    trace.add("second step");
                  },
                  EAGER);
          trace.add("created");
          await(task);

          assertThat(trace).containsExactly("first step", "created", "second step");
        });
  }

  private int startedWithin(int depth) {
    int[] inner = {0};
    createTask(
        () -> {
          inner[0] = 1 + (depth == 0 ? 0 : startedWithin(depth - 1));
        },
        EAGER);
    return inner[0];
  }

  @Test
  void eagerStartInsideFiveHundredOthersIsScheduled() {
    VirtualTime.run(
        () -> {
          assertThat(startedWithin(498)).isEqualTo(499);
          assertThat(Asyncio.allTasks()).hasSize(1);

          assertThat(startedWithin(10_000)).isEqualTo(500);
          assertThat(Asyncio.allTasks()).hasSize(2);
          for (int i = 0; i < 20; i++) {
            sleep(0);
          }

          assertThat(Asyncio.allTasks()).hasSize(1);
          assertThat(startedWithin(499)).isEqualTo(500);
        });
  }

  private Coroutine<?> stackless(int depth, int[] started) {
    return Steps.begin()
        .run(
            () -> {
              started[0]++;
              if (depth > 0) {
                createTask(stackless(depth - 1, started), EAGER);
              }
            })
        .coroutine();
  }

  @Test
  void eagerStartInsideOneHundredAndTwentyFiveStacklessOnesIsScheduled() {
    VirtualTime.run(
        () -> {
          int[] started = {0};
          createTask(stackless(10_000, started), SCHEDULED);
          sleep(0);

          assertThat(started).containsExactly(126);
          while (Asyncio.allTasks().size() > 1) {
            sleep(0);
          }

          assertThat(started).containsExactly(10_001);
        });
  }

  @Test
  @Behaviour(194)
  void eagerTasksMayMakeEagerTasks() {
    VirtualTime.run(
        () -> {
          Task<?> outer =
              createTask(
                  () -> {
                    trace.add("outer begins");
                    Task<?> inner =
                        createTask(
                            () -> {
                              trace.add("inner begins");
                              sleep(1);
                              trace.add("inner ends");
                            },
                            EAGER);
                    trace.add("outer goes on");
                    await(inner);
                    trace.add("outer ends");
                  },
                  EAGER);
          trace.add("created");
          await(outer);

          assertThat(trace)
              .containsExactly(
                  "outer begins",
                  "inner begins",
                  "outer goes on",
                  "created",
                  "inner ends",
                  "outer ends");
        });
  }

  @Test
  @Behaviour(194)
  void callbackMayMakeAnEagerTask() {
    VirtualTime.run(
        () -> {
          getRunningLoop()
              .callSoon(
                  () -> {
                    createTask(
                        () -> {
                          trace.add("first step");
                          sleep(1);
                          trace.add("second step");
                        },
                        EAGER);
                    trace.add("created, current task: " + currentTask().isPresent());
                  });
          sleep(2);

          assertThat(trace)
              .containsExactly("first step", "created, current task: false", "second step");
        });
  }

  @Test
  @Behaviour({39, 195})
  void taskThatNeverSuspendsIsDoneAtOnceAndAwaitingItDoesNotSuspend() {
    var polls = new TestLoops.Polls();

    polls
        .newLoop()
        .runUntilComplete(
            () -> {
              int before = polls.count();
              Task<String> task = createTask(() -> "result", EAGER);
              assertThat(task.done()).isTrue();
              assertThat(await(task)).isEqualTo("result");
              assertThat(polls.count()).isEqualTo(before);
            });
  }

  @Test
  @Behaviour(195)
  void gatherOfEagerlyFinishedTasksIsDoneAtOnce() {
    VirtualTime.run(
        () -> {
          getRunningLoop().setTaskFactory(Asyncio::eagerTaskFactory);

          Future<List<String>> both = gather(() -> "a", () -> "b");

          assertThat(both.result()).containsExactly("a", "b");
        });
  }

  @Test
  @Behaviour(196)
  void currentTaskIsTheNewOneDuringTheEagerStepAndTheCreatorAfterIt() {
    VirtualTime.run(
        () -> {
          Task<?> creator = currentTask().orElseThrow();
          List<Task<?>> seen = new ArrayList<>();

          Task<?> task =
              createTask(
                  () -> {
                    seen.add(currentTask().orElseThrow());
                    sleep(0);
                    seen.add(currentTask().orElseThrow());
                  },
                  EAGER);
          assertThat(currentTask()).containsSame(creator);
          await(task);

          assertThat(seen).containsExactly(task, task);
        });
  }

  @Test
  @Behaviour(196)
  void allTasksContainsItDuringTheEagerStepAndAfterItIfItSuspended() {
    VirtualTime.run(
        () -> {
          List<Integer> counts = new ArrayList<>();

          Task<?> suspended =
              createTask(
                  () -> {
                    counts.add(allTasks().size());
                    sleep(1);
                  },
                  EAGER);
          Task<?> finished = createTask(() -> counts.add(allTasks().size()), EAGER);

          assertThat(counts).containsExactly(2, 3);
          assertThat(allTasks()).contains(suspended).doesNotContain(finished);
        });
  }

  @Test
  @Behaviour(197)
  void eagerStepRunsInTheTasksOwnCopyOfTheContext() {
    VirtualTime.run(
        () -> {
          var variable = new ContextVar<String>("variable");
          variable.set("creator's");

          Task<?> task =
              createTask(
                  () -> {
                    trace.add(variable.get());
                    variable.set("task's");
                    sleep(0);
                    trace.add(variable.get());
                  },
                  EAGER);

          assertThat(variable.get()).isEqualTo("creator's");
          variable.set("changed");
          await(task);
          assertThat(trace).containsExactly("creator's", "task's");
        });
  }

  @Test
  @Behaviour(197)
  void eagerStepRunsInTheContextThatIsGiven() {
    VirtualTime.run(
        () -> {
          var variable = new ContextVar<String>("variable");
          var context = new Context();

          createTask(() -> variable.set("set"), EAGER.withContext(context));

          assertThat(context.get(variable)).isEqualTo("set");
          assertThat(variable.get("unset here")).isEqualTo("unset here");
        });
  }

  @Test
  @Behaviour(201)
  void eagerStartIsIgnoredWhileTheLoopIsNotRunning() {
    EventLoop loop = VirtualTime.newEventLoop();

    Task<?> task = loop.createTask(() -> trace.add("ran"), EAGER);

    assertThat(trace).isEmpty();
    loop.runUntilComplete(task);
    assertThat(trace).containsExactly("ran");
    loop.close();
  }

  @Test
  @Behaviour(202)
  void taskMayOptOutUnderAnEagerFactory() {
    VirtualTime.run(
        () -> {
          getRunningLoop().setTaskFactory(Asyncio::eagerTaskFactory);

          createTask(() -> trace.add("eager"));
          Task<?> scheduled = createTask(() -> trace.add("scheduled"), SCHEDULED);

          assertThat(trace).containsExactly("eager");
          await(scheduled);
          assertThat(trace).containsExactly("eager", "scheduled");
        });
  }

  @Test
  @Behaviour(202)
  void factoryOfEagerTasksMakesThemWithItsConstructor() {
    VirtualTime.run(
        () -> {
          getRunningLoop()
              .setTaskFactory(
                  Asyncio.createEagerTaskFactory(
                      (loop, coroutine, options) ->
                          Task.create(loop, coroutine, options.withName("special"))));

          Task<?> task = createTask(() -> trace.add("eager"));

          assertThat(trace).containsExactly("eager");
          assertThat(task.getName()).isEqualTo("special");
        });
  }
}
