package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.gatherOutcomes;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The two throwables that leave the loop at once, whoever throws them. */
final class KeyboardInterruptTest {
  private final EventLoop loop = VirtualTime.newEventLoop();
  private final Reports reports = Reports.of(loop);
  private final List<String> trace = new ArrayList<>();
  private final SystemExit exit = new SystemExit(3);
  private final KeyboardInterrupt interrupt = new KeyboardInterrupt();

  @AfterEach
  void closeTheLoop() {
    loop.close();
  }

  private Task<?> interruptedAfter(double seconds) {
    return loop.createTask(
        () -> {
          sleep(seconds);
          throw interrupt;
        });
  }

  private void tracingItsEnd(double seconds, String name) {
    try {
      sleep(seconds);
      trace.add(name + " finished");
    } catch (CancelledError cancelled) {
      trace.add(name + " cancelled");
      throw cancelled;
    }
  }

  @Test
  void systemExitCarriesAStatus() {
    assertThat(exit.status()).isEqualTo(3);
    assertThat(exit).hasMessage("exit status 3");
  }

  @Test
  @Behaviour(19)
  void interruptOfACallbackLeavesTheLoopAndTheRestOfTheBatchRunsLater() {
    loop.callSoon(() -> trace.add("before"));
    loop.callSoon(
        () -> {
          throw interrupt;
        });
    loop.callSoon(() -> trace.add("after"));

    assertThatThrownBy(loop::runForever).isSameAs(interrupt);

    assertThat(trace).containsExactly("before");
    loop.runUntilComplete(() -> {});
    assertThat(trace).containsExactly("before", "after");
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(85)
  void interruptOfATaskIsStoredAndLeavesTheLoopAtOnce() {
    Task<?> interrupted = interruptedAfter(1);
    Task<?> other = loop.createTask(() -> tracingItsEnd(5, "other"));

    assertThatThrownBy(loop::runForever).isSameAs(interrupt);

    assertThat(interrupted.done()).isTrue();
    assertThat(interrupted.exception()).isSameAs(interrupt);
    assertThat(other.done()).isFalse();
    loop.runUntilComplete(other);
    assertThat(trace).containsExactly("other finished");
  }

  @Test
  @Behaviour(86)
  void nextRunThrowsTheStoredInterruptToWhoeverAwaitsTheTask() {
    Task<?> interrupted = interruptedAfter(1);
    Task<?> waiting =
        loop.createTask(
            () -> {
              try {
                await(interrupted);
              } finally {
                trace.add("awaiter got it");
              }
            });
    assertThatThrownBy(() -> loop.runUntilComplete(waiting)).isSameAs(interrupt);
    assertThat(trace).isEmpty();

    assertThatThrownBy(() -> loop.runUntilComplete(waiting)).isSameAs(interrupt);

    assertThat(trace).containsExactly("awaiter got it");
    assertThat(waiting.exception()).isSameAs(interrupt);
  }

  @Test
  @Behaviour(87)
  void temporaryTaskOfRunUntilCompleteIsNotReported() {
    assertThatThrownBy(
            () ->
                loop.runUntilComplete(
                    () -> {
                      throw interrupt;
                    }))
        .isSameAs(interrupt);

    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(111)
  void systemExitInResponseToACancellationIsTheTasksExceptionAndLeavesTheLoop() {
    Task<?> task =
        loop.createTask(
            () -> {
              try {
                sleep(1000);
              } catch (CancelledError cancelled) {
                throw exit;
              }
            });
    loop.callLater(1, task::cancel);

    assertThatThrownBy(() -> loop.runUntilComplete(task)).isSameAs(exit);

    assertThat(task.cancelled()).isFalse();
    assertThat(task.exception()).isSameAs(exit);
  }

  @Test
  @Behaviour(112)
  void pendingCancellationDoesNotReplaceAnInterruptThatIsBeingThrown() {
    Task<?> interrupted = interruptedAfter(1);
    Task<?> waiting =
        loop.createTask(
            () -> {
              try {
                await(interrupted);
              } catch (Throwable thrown) {
                trace.add(thrown.getClass().getSimpleName());
                throw thrown;
              }
            });
    assertThatThrownBy(loop::runForever).isSameAs(interrupt);

    waiting.cancel();

    assertThatThrownBy(() -> loop.runUntilComplete(waiting)).isSameAs(interrupt);
    assertThat(trace).containsExactly("KeyboardInterrupt");
    assertThat(waiting.cancelled()).isFalse();
  }

  @Test
  @Behaviour(150)
  void interruptOfAChildLeavesTheLoopEvenIfOutcomesAreCollected() {
    Task<?> main =
        loop.createTask(() -> await(gatherOutcomes(List.of(interruptedAfter(1)))));

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(interrupt);

    assertThat(main.done()).isFalse();
    loop.runUntilComplete(main);
  }

  @Test
  @Behaviour(177)
  void interruptOfAGroupsBodyComesOutBareOnceTheTasksHaveEnded() {
    Task<?> main =
        loop.createTask(
            () -> {
              try {
                TaskGroup.run(
                    group -> {
                      group.createTask(() -> tracingItsEnd(1000, "child"));
                      sleep(1);
                      throw exit;
                    });
              } catch (SystemExit thrown) {
                trace.add("group threw it");
                throw thrown;
              }
            });

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(exit);

    assertThat(trace).containsExactly("child cancelled", "group threw it");
  }

  @Test
  @Behaviour(178)
  void interruptOfAGroupsTaskLeavesTheLoopFirstAndComesOutBareOnTheNextRun() {
    Task<?> main =
        loop.createTask(
            () ->
                TaskGroup.run(
                    group -> {
                      group.createTask(() -> tracingItsEnd(1000, "child"));
                      group.createTask(
                          () -> {
                            sleep(1);
                            throw interrupt;
                          });
                    }));

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(interrupt);
    assertThat(main.done()).isFalse();
    assertThat(trace).isEmpty();

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(interrupt);
    assertThat(trace).containsExactly("child cancelled");
    assertThat(main.exception()).isSameAs(interrupt);
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(179)
  void errorsHiddenByAnInterruptAreReported() {
    var disk = new IOException("disk");

    assertThatThrownBy(
            () ->
                loop.runUntilComplete(
                    () ->
                        TaskGroup.run(
                            group -> {
                              group.createTask(
                                  () -> {
                                    try {
                                      sleep(1000);
                                    } finally {
                                      throwUnchecked(disk);
                                    }
                                  });
                              sleep(1);
                              throw interrupt;
                            })))
        .isSameAs(interrupt);

    assertThat(reports.only().message()).startsWith("error of a TaskGroup hidden by");
    assertThat(reports.only().exception()).containsSame(disk);
  }

  private static void throwUnchecked(Throwable failure) {
    throw Throwables.sneak(failure);
  }

  @Test
  void interruptOfAnEagerStepIsThrownAtItsCreator() {
    Task<?> main =
        loop.createTask(
            () -> {
              var eager = TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER);
              try {
                createTask(
                    () -> {
                      throw exit;
                    },
                    eager);
              } finally {
                trace.add("creator, cancelling " + currentTask().orElseThrow().cancelling());
              }
            });

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(exit);

    assertThat(trace).containsExactly("creator, cancelling 0");
    assertThat(main.exception()).isSameAs(exit);
  }

  // --- Asyncio.run ------------------------------------------------------------------------------

  @Test
  @Behaviour(229)
  void runEndsTheOtherTasksAndThrowsTheInterrupt() {
    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      createTask(() -> tracingItsEnd(1000, "other"));
                      sleep(1);
                      throw exit;
                    }))
        .isSameAs(exit);

    assertThat(trace).containsExactly("other cancelled");
  }

  @Test
  @Behaviour({112, 229})
  void interruptThatReachesTheMainTaskAgainInTheCleanUpIsThrownAndNotReported() {
    List<Reports> runReports = new ArrayList<>();

    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      runReports.add(Reports.of(getRunningLoop()));
                      await(createTask(this::exitSoon));
                    }))
        .isSameAs(exit);

    assertThat(runReports.getFirst().all()).isEmpty();
  }

  private void exitSoon() {
    sleep(1);
    throw exit;
  }

  @Test
  @Behaviour({112, 229})
  void interruptThatIsThrownTwiceDoesNotCutTheCleanUpShort() {
    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      Task<?> exiting = createTask(this::exitSoon);
                      createTask(
                          () -> {
                            try {
                              sleep(1000);
                            } finally {
                              sleep(5);
                              trace.add("cleaned up");
                            }
                          });
                      try {
                        sleep(1000);
                      } finally {
                        await(exiting);
                      }
                    }))
        .isSameAs(exit);

    assertThat(trace).containsExactly("cleaned up");
  }

  @Test
  @Behaviour(229)
  void anotherInterruptInTheCleanUpEndsIt() {
    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      Reports.of(getRunningLoop());
                      createTask(
                          () -> {
                            try {
                              sleep(1000);
                            } finally {
                              throwUnchecked(interrupt);
                            }
                          });
                      sleep(1);
                      throw exit;
                    }))
        .isSameAs(exit)
        .hasSuppressedException(interrupt);
  }
}
