package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every state of a TaskGroup, and what each method does there. */
final class TaskGroupTransitionsTest {

  enum State {
    CREATED("TaskGroup[CREATED, tasks=0, errors=0]"),
    ENTERED("TaskGroup[ENTERED, tasks=1, errors=0]"),
    ABORTING("TaskGroup[ENTERED, cancelling, tasks=1, errors=0]"),
    EXITING("TaskGroup[EXITING, tasks=1, errors=0]"),
    EXITING_ABORTING("TaskGroup[EXITING, cancelling, tasks=1, errors=0]"),
    /** The last task has ended, and the parent has not yet resumed. */
    EXITING_EMPTY("TaskGroup[EXITING, tasks=0, errors=0]"),
    FINISHED("TaskGroup[FINISHED, tasks=0, errors=0]");

    final String text;

    State(String text) {
      this.text = text;
    }
  }

  /** Brings a group into a state and has it looked at there. */
  private static void in(State state, Consumer<TaskGroup> look) {
    var looks = new ArrayList<TaskGroup>();
    Consumer<TaskGroup> lookOnce =
        group -> {
          looks.add(group);
          look.accept(group);
        };
    VirtualTime.run(() -> bring(new TaskGroup(), state, lookOnce));
    assertThat(looks).hasSize(1);
  }

  private static void bring(TaskGroup group, State state, Consumer<TaskGroup> look) {
    switch (state) {
      case CREATED -> look.accept(group);
      case ENTERED ->
          group.enter(
              _ -> {
                group.createTask(() -> sleep(1));
                look.accept(group);
              });
      case ABORTING ->
          group.enter(
              _ -> {
                group.createTask(() -> sleep(1));
                group.cancel();
                look.accept(group);
              });
      case EXITING -> {
        Task<?> looking = lookAt(group, 1, look);
        group.enter(_ -> group.createTask(() -> sleep(2)));
        await(looking);
      }
      case EXITING_ABORTING -> {
        Task<?> looking = lookAt(group, 1, look);
        group.enter(
            _ -> {
              group.createTask(TaskGroupTransitionsTest::endLate);
              sleep(0);
              group.cancel();
            });
        await(looking);
      }
      case EXITING_EMPTY -> {
        List<Throwable> failures = new ArrayList<>();
        group.enter(
            _ ->
                // The group's own callback is registered before this one.
                group
                    .createTask(() -> sleep(1))
                    .addDoneCallback(_ -> failures.add(catchThrowable(() -> look.accept(group)))));
        assertThat(failures).containsExactly((Throwable) null);
      }
      case FINISHED -> {
        group.enter(_ -> {});
        look.accept(group);
      }
    }
  }

  private static Task<?> lookAt(TaskGroup group, double when, Consumer<TaskGroup> look) {
    return createTask(
        () -> {
          sleep(when);
          look.accept(group);
        });
  }

  private static void endLate() {
    try {
      sleep(1000);
    } finally {
      sleep(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void textNamesTheState(State state) {
    in(state, group -> assertThat(group).hasToString(state.text));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CREATED")
  @Behaviour(187)
  void enterIsRefusedUnlessCreated(State state) {
    in(
        state,
        group ->
            assertThatThrownBy(() -> group.enter(_ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("%s has already been entered", state.text));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CREATED")
  @Behaviour(187)
  void enterAndCallIsRefusedUnlessCreated(State state) {
    in(
        state,
        group ->
            assertThatThrownBy(() -> group.enterAndCall(_ -> "not called"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has already been entered"));
  }

  @ParameterizedTest
  @EnumSource(names = {"ENTERED", "EXITING"})
  void createTaskIsAcceptedWhileTheGroupLives(State state) {
    in(state, group -> assertThat(group.createTask(() -> sleep(1)).done()).isFalse());
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ENTERED", "EXITING"})
  @Behaviour(186)
  void createTaskIsRefusedOtherwise(State state) {
    String why =
        switch (state) {
          case CREATED -> "it has not been entered";
          case ABORTING, EXITING_ABORTING -> "it is shutting down";
          default -> "it is finished";
        };

    in(
        state,
        group ->
            assertThatThrownBy(() -> group.createTask(() -> sleep(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("%s takes no tasks: %s", state.text, why));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ENTERED", "EXITING"})
  @Behaviour(186)
  void refusedCoroutineIsClosedAndNotReportedAsNeverAwaited(State state) {
    List<Reports> reports = new ArrayList<>();
    List<Coroutine<?>> refused = new ArrayList<>();

    in(
        state,
        group -> {
          reports.add(Reports.of(getRunningLoop()));
          refused.add(coroutine(() -> sleep(1)));
          assertThatThrownBy(() -> group.createTask(refused.getFirst()))
              .isInstanceOf(IllegalStateException.class);
        });

    assertThat(refused.getFirst().toString()).endsWith("CLOSED]");
    assertThat(reports.getFirst().all()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  @Behaviour(191)
  void cancelIsAcceptedInEveryState(State state) {
    boolean aborts =
        Set.of(State.ENTERED, State.ABORTING, State.EXITING, State.EXITING_ABORTING)
            .contains(state);

    in(
        state,
        group -> {
          group.cancel();
          assertThat(group.toString().contains("cancelling")).isEqualTo(aborts);
        });
  }

  @Test
  @Behaviour(187)
  void groupCannotBeEnteredOutsideATask() {
    VirtualTime.run(
        () -> {
          var reports = Reports.of(getRunningLoop());
          var group = new TaskGroup();
          getRunningLoop().callSoon(() -> group.enter(_ -> {}));
          sleep(0);

          assertThat(reports.only().exception().orElseThrow())
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("TaskGroup needs a task: a plain callback of the loop cannot wait");
          assertThat(group.<String>enterAndCall(_ -> "still unused")).isEqualTo("still unused");
        });
  }

  @Test
  @Behaviour(187)
  void groupCannotBeEnteredOutsideALoop() {
    assertThatThrownBy(() -> TaskGroup.run(_ -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no running event loop: call this inside Asyncio.run");
  }

  @Test
  @Behaviour(191)
  void groupThatFailedIsFinished() {
    VirtualTime.run(
        () -> {
          var group = new TaskGroup();
          assertThatThrownBy(
                  () ->
                      group.enter(
                          _ -> {
                            throw new IllegalStateException("failed");
                          }))
              .isInstanceOf(ExceptionGroup.class);

          assertThat(group).hasToString("TaskGroup[FINISHED, cancelling, tasks=0, errors=0]");
          group.cancel();
          sleep(1);
          assertThat(currentTask().orElseThrow().cancelling()).isZero();
        });
  }
}
