package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.ensureFuture;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TaskFactoryTest {
  private final EventLoop loop = new Polls().newLoop();
  private final List<Object> made = new ArrayList<>();
  private final TaskFactory recording =
      (givenLoop, coroutine, options) -> {
        Task<?> task = Task.create(givenLoop, coroutine, options);
        made.add(task);
        return task;
      };

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  @Behaviour(94)
  void factoryMakesTheTasksOfEverythingThatMakesTasks() {
    loop.setTaskFactory(recording);
    assertThat(loop.getTaskFactory()).containsSame(recording);

    Task<Integer> ofTheLoop = loop.createTask(() -> 1);
    assertThat(made).containsExactly(ofTheLoop);
    loop.runUntilComplete(
        () -> {
          assertThat(made).hasSize(2).contains(Asyncio.currentTask().orElseThrow());
          Task<Integer> ofTheFunction = createTask(() -> 1);
          Future<Integer> ensured = ensureFuture(coroutine(() -> 1));
          assertThat(made).endsWith(ofTheFunction, ensured);
        });
  }

  @Test
  @Behaviour(94)
  void factoryMakesTheTasksOfGatherGroupsAndShields() {
    loop.runUntilComplete(
        () -> {
          loop.setTaskFactory(recording);
          await(gather(() -> 1, () -> 2));
          assertThat(made).hasSize(2);
          TaskGroup.run(
              group -> {
                Task<Integer> ofTheGroup = group.createTask(() -> 3);
                assertThat(made.getLast()).isSameAs(ofTheGroup);
              });
          await(shield(() -> 4));
          assertThat(made).hasSize(4);
        });
  }

  @Test
  @Behaviour(94)
  void resetBringsTheDefaultBack() {
    loop.setTaskFactory(recording);
    loop.resetTaskFactory();

    loop.runUntilComplete(() -> sleep(0));

    assertThat(loop.getTaskFactory()).isEmpty();
    assertThat(made).isEmpty();
  }

  @Test
  void factoryIsGivenTheLoopTheCoroutineAndTheOptions() {
    loop.setTaskFactory(
        (givenLoop, coroutine, options) -> {
          made.add(givenLoop);
          made.add(coroutine);
          made.add(options);
          return Task.create(givenLoop, coroutine, options.withName("renamed"));
        });
    var options = TaskOptions.named("asked for");
    Coroutine<Integer> coroutine = Coroutine.of(() -> 1);

    Task<Integer> task = loop.createTask(coroutine, options);

    assertThat(made).containsExactly(loop, coroutine, options);
    assertThat(task.getName()).isEqualTo("renamed");
    assertThat(loop.runUntilComplete(task)).isEqualTo(1);
  }

  @Test
  void taskOfAnotherCoroutineIsRefused() {
    loop.setTaskFactory(
        (givenLoop, _, options) -> Task.create(givenLoop, Coroutine.of(() -> 2), options));
    Reports reports = Reports.of(loop);
    Coroutine<Integer> coroutine = Coroutine.of(() -> 1);

    assertThatThrownBy(() -> loop.createTask(coroutine))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("task factory made Task['Task-")
        .hasMessageEndingWith(", expected a task of " + coroutine + " on this loop");
    loop.close();
    assertThat(reports.all()).hasSize(1); // the wrong task, which is pending
  }

  @Test
  void taskOfAnotherLoopIsRefused() {
    EventLoop other = new Polls().newLoop();
    loop.setTaskFactory((_, coroutine, options) -> Task.create(other, coroutine, options));
    Reports.of(other);

    assertThatThrownBy(() -> loop.createTask(() -> 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("task factory made Task['Task-");
    other.close();
  }

  @Test
  void missingTaskIsRefused() {
    loop.setTaskFactory((_, coroutine, options) -> null);

    assertThatThrownBy(() -> loop.createTask(() -> 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("task factory made null, expected a task of Coroutine[");
  }

  @Test
  void whatTheFactoryThrowsIsThrown() {
    var failure = new IllegalArgumentException("broken factory");
    loop.setTaskFactory(
        (_, coroutine, options) -> {
          throw failure;
        });

    assertThatThrownBy(() -> loop.createTask(() -> 1)).isSameAs(failure);
    assertThat(Asyncio.allTasks(loop)).isEmpty();
  }
}
