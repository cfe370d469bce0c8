package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.gatherOutcomes;
import static org.asyncio4j.Asyncio.sleep;

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
    Task<String> other = loop.createTask(() -> sleep(5, "other finished"));

    assertThatThrownBy(loop::runForever).isSameAs(interrupt);

    assertThat(interrupted.done()).isTrue();
    assertThat(interrupted.exception()).isSameAs(interrupt);
    assertThat(other.done()).isFalse();
    assertThat(loop.runUntilComplete(other)).isEqualTo("other finished");
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
    Task<?> main = loop.createTask(() -> await(gatherOutcomes(List.of(interruptedAfter(1)))));

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(interrupt);

    assertThat(main.done()).isFalse();
    loop.runUntilComplete(main);
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
}
