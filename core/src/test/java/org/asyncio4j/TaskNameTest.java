package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names and descriptions of tasks. */
final class TaskNameTest {
  private static final String CORO = ", coro=" + TaskNameTest.class.getName();

  private final EventLoop loop = new Polls().newLoop();

  @AfterEach
  void close() {
    Reports.of(loop);
    loop.close();
  }

  @Test
  @Behaviour(77)
  void defaultNamesAreNumberedAndUnique() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      names.add(loop.createTask(() -> 1).getName());
    }

    assertThat(names).hasSize(10).allMatch(name -> name.matches("Task-[0-9]+"));
  }

  @Test
  @Behaviour(77)
  void givenNamesAreTheStringsOfWhatIsGiven() {
    Task<Integer> task = loop.createTask(() -> 1, TaskOptions.named(123));
    assertThat(task.getName()).isEqualTo("123");

    task.setName(List.of("a", "b"));
    assertThat(task.getName()).isEqualTo("[a, b]");

    task.setName("plain");
    assertThat(task.getName()).isEqualTo("plain");
  }

  @Test
  void nameIsRequired() {
    Task<Integer> task = loop.createTask(() -> 1, TaskOptions.named("name"));

    assertThatThrownBy(() -> task.setName(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name");
    assertThat(task.getName()).isEqualTo("name");
  }

  @Test
  @Behaviour(91)
  void taskDescribesItsNameItsStateAndWhereItsCodeIs() {
    var named = TaskOptions.named("worker");
    Task<String> succeeds = loop.createTask(() -> "not shown", named);
    Task<String> fails =
        loop.createTask(
            () -> {
              throw new IOException("not shown");
            },
            named);
    Task<?> isCancelled = loop.createTask(() -> sleep(1), named);
    assertThat(succeeds).hasToString("Task['worker', pending" + CORO + "]");

    isCancelled.cancel("not shown");
    loop.stop();
    loop.runForever();

    assertThat(fails.exception()).isNotNull();
    assertThat(succeeds).hasToString("Task['worker', finished" + CORO + "]");
    assertThat(fails).hasToString("Task['worker', failed with IOException" + CORO + "]");
    assertThat(isCancelled).hasToString("Task['worker', cancelled" + CORO + "]");
  }

  @Test
  @Behaviour(91)
  void suspendedTaskDescribesWhatItWaitsFor() {
    Future<String> future = loop.createFuture();
    Task<String> inner = loop.createTask(() -> await(future), TaskOptions.named("inner"));
    Task<String> outer = loop.createTask(() -> await(inner), TaskOptions.named("outer"));
    loop.stop();
    loop.runForever();

    assertThat(inner).hasToString("Task['inner', pending" + CORO + ", waits for Future]");
    assertThat(outer).hasToString("Task['outer', pending" + CORO + ", waits for Task 'inner']");
  }

  @Test
  @Behaviour({66, 91})
  void descriptionsOfTasksThatWaitForEachOtherEnd() {
    Future<Object> future = loop.createFuture();
    Task<?> task =
        loop.createTask(
            () -> {
              future.addDoneCallback(done -> {});
              return await(future);
            },
            TaskOptions.named("waiter"));
    loop.stop();
    loop.runForever();
    future.setResult(task);

    assertThat(task).asString().startsWith("Task['waiter', pending");
    assertThat(future).hasToString("Future[finished]");
  }

  @Test
  @Behaviour(91)
  void taskDescribesACancellationWhileTheRequestIsOutstanding() {
    loop.runUntilComplete(
        () -> {
          Future<String> cleanup = loop.createFuture();
          Task<?> task =
              createTask(
                  () -> {
                    try {
                      sleep(1_000);
                    } finally {
                      await(cleanup);
                    }
                  },
                  TaskOptions.named("worker"));
          sleep(0);
          task.cancel();
          sleep(0);
          assertThat(task)
              .hasToString("Task['worker', pending, cancelling" + CORO + ", waits for Future]");

          task.uncancel();
          assertThat(task).hasToString("Task['worker', pending" + CORO + ", waits for Future]");
          cleanup.setResult("clean");
          sleep(0);
          assertThat(task).hasToString("Task['worker', cancelled" + CORO + "]");
        });
  }

  @Test
  @Behaviour(77)
  void tasksWithNamesOfTheirOwnUseUpNoNumbers() {
    Task<?> first = loop.createTask(() -> 1);
    Task<?> named = loop.createTask(() -> 1, TaskOptions.named("a"));
    Task<?> second = loop.createTask(() -> 1);
    loop.createTask(() -> 1, TaskOptions.named("b"));
    loop.createTask(() -> 1, TaskOptions.named("Task-3"));
    Task<?> third = loop.createTask(() -> 1);
    third.setName("renamed");
    Task<?> fourth = loop.createTask(() -> 1);

    assertThat(first.getName()).isEqualTo("Task-1");
    assertThat(named.getName()).isEqualTo("a");
    assertThat(second.getName()).isEqualTo("Task-2");
    assertThat(third.getName()).isEqualTo("renamed");
    assertThat(fourth.getName()).isEqualTo("Task-4");
  }

  @Test
  void tasksAreListedInOrderOfCreationWhateverTheirNames() {
    Task<?> named = loop.createTask(() -> 1, TaskOptions.named("a"));
    Task<?> unnamed = loop.createTask(() -> 1);
    Task<?> another = loop.createTask(() -> 1, TaskOptions.named("b"));

    assertThat(Asyncio.allTasks(loop)).containsExactly(named, unnamed, another);
  }
}
