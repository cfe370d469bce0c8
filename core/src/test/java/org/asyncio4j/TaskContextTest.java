package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import org.asyncio4j.TestLoops.Polls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which values of context variables a task sees, and who sees its changes. */
final class TaskContextTest {
  private static final ContextVar<String> VARIABLE = new ContextVar<>("variable", "unset");

  private final EventLoop loop = new Polls().newLoop();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  @Behaviour(78)
  void taskRunsInACopyTakenAtItsCreation() {
    String seen =
        loop.runUntilComplete(
            () -> {
              VARIABLE.set("at creation");
              Task<String> task = createTask(() -> VARIABLE.get());
              VARIABLE.set("later");
              return await(task);
            });

    assertThat(seen).isEqualTo("at creation");
  }

  @Test
  @Behaviour(78)
  void changesOnEitherSideAreInvisibleToTheOther() {
    loop.runUntilComplete(
        () -> {
          VARIABLE.set("creator's");
          Task<String> task =
              createTask(
                  () -> {
                    VARIABLE.set("task's");
                    sleep(0);
                    sleep(0);
                    return VARIABLE.get();
                  });
          sleep(0);
          assertThat(VARIABLE.get()).isEqualTo("creator's");
          VARIABLE.set("creator's second");

          assertThat(await(task)).isEqualTo("task's");
          assertThat(VARIABLE.get()).isEqualTo("creator's second");
        });

    assertThat(VARIABLE.get()).isEqualTo("unset");
  }

  @Test
  @Behaviour(78)
  void valuesAreRightAcrossInterleavedSuspensions() {
    loop.runUntilComplete(
        () -> {
          Task<String> first = createTask(() -> valueAfterSuspensions("first"));
          Task<String> second = createTask(() -> valueAfterSuspensions("second"));

          assertThat(await(first)).isEqualTo("first first first");
          assertThat(await(second)).isEqualTo("second second second");
        });
  }

  private static String valueAfterSuspensions(String value) {
    VARIABLE.set(value);
    String seen = VARIABLE.get();
    for (int i = 0; i < 2; i++) {
      sleep(1);
      seen += " " + VARIABLE.get();
    }
    return seen;
  }

  @Test
  @Behaviour(78)
  void awaitedCoroutineSharesTheContextOfItsCaller() {
    String seen =
        loop.runUntilComplete(
            () -> {
              VARIABLE.set("caller's");
              await(
                  coroutine(
                      () -> {
                        assertThat(VARIABLE.get()).isEqualTo("caller's");
                        VARIABLE.set("coroutine's");
                      }));
              return VARIABLE.get();
            });

    assertThat(seen).isEqualTo("coroutine's");
  }

  @Test
  @Behaviour(79)
  void taskWithAContextRunsInThatVeryOne() throws Exception {
    var context = new Context();
    context.run(() -> VARIABLE.set("given"));
    Task<String> task =
        loop.createTask(
            () -> {
              String seen = VARIABLE.get();
              sleep(1);
              VARIABLE.set("changed by the task");
              return seen;
            },
            TaskOptions.DEFAULT.withContext(context));

    assertThat(loop.runUntilComplete(task)).isEqualTo("given");

    assertThat(task.getContext()).isSameAs(context);
    assertThat(context.get(VARIABLE)).isEqualTo("changed by the task");
  }

  @Test
  @Behaviour(79)
  void tasksOfOneContextSeeEachOthersChanges() {
    var shared = TaskOptions.DEFAULT.withContext(new Context());
    loop.runUntilComplete(
        () -> {
          Task<?> writer = createTask(() -> VARIABLE.set("writer's"), shared);
          Task<String> reader = createTask(() -> VARIABLE.get(), shared);
          await(writer);

          assertThat(await(reader)).isEqualTo("writer's");
          assertThat(VARIABLE.get()).isEqualTo("unset");
        });
  }

  @Test
  void contextIsNotEnteredTwice() {
    var context = new Context();
    loop.runUntilComplete(
        loop.createTask(
            () ->
                assertThatThrownBy(() -> context.run(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("cannot enter context: "),
            TaskOptions.DEFAULT.withContext(context)));
  }

  @Test
  @Behaviour(78)
  void stepLeavesTheContextOfWhoDrivesTheLoopAlone() {
    loop.runForeverSetup();
    createTask(() -> VARIABLE.set("the task's"));
    loop.runOnce();
    String seen = VARIABLE.get();
    loop.runForeverCleanup();

    assertThat(seen).isEqualTo("unset");
  }
}
