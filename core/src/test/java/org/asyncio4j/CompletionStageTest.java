package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.wrapFuture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** Awaiting the JDK's stages, and handing futures out as such: outcome and cancellation. */
@org.junit.jupiter.api.Timeout(60)
final class CompletionStageTest {
  private final List<String> trace = new ArrayList<>();

  @Test
  void resultOfAStageThatAnotherThreadCompletesIsGiven() {
    VirtualTime.run(
        () -> {
          CompletionStage<String> stage = CompletableFuture.supplyAsync(() -> "from elsewhere");

          assertThat(await(stage)).isEqualTo("from elsewhere");
        });
  }

  @Test
  void loopGoesOnWhileAStageIsAwaited() {
    VirtualTime.run(
        () -> {
          var stage = new CompletableFuture<String>();
          Task<String> waiting = createTask(() -> await(stage));
          createTask(
              () -> {
                trace.add("another task");
                stage.complete("completed by it");
              });

          assertThat(await(waiting)).isEqualTo("completed by it");
          assertThat(trace).containsExactly("another task");
        });
  }

  @Test
  void virtualTimeStandsStillWhileAStageIsUnderWay() {
    VirtualTime.run(
        () -> {
          var stage = new CompletableFuture<String>();
          Task<String> waiting = createTask(() -> await(stage));
          Task<?> sleeping = createTask(() -> sleep(1000));
          sleep(0);
          Thread completing = Thread.ofPlatform().start(() -> stage.complete("result"));

          assertThat(await(waiting)).isEqualTo("result");
          assertThat(getRunningLoop().time()).isZero();
          sleeping.cancel();
          completing.join();
        });
  }

  @Test
  @Behaviour(39)
  void doneStageDoesNotSuspend() {
    var polls = new TestLoops.Polls();

    polls
        .newLoop()
        .runUntilComplete(
            () -> {
              int before = polls.count();
              assertThat(await(CompletableFuture.completedFuture("done"))).isEqualTo("done");
              assertThat(polls.count()).isEqualTo(before);
            });
  }

  @Test
  void exceptionOfAStageIsThrownUnwrapped() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");
          var stage = new CompletableFuture<String>();
          CompletableFuture<String> dependent = stage.thenApply(value -> value);
          Task<String> waiting = createTask(() -> await(stage));
          Task<String> waitingForTheDependent = createTask(() -> await(dependent));
          sleep(0);

          stage.completeExceptionally(failure);

          assertThatThrownBy(() -> await(waiting)).isSameAs(failure);
          assertThatThrownBy(() -> await(waitingForTheDependent)).isSameAs(failure);
          assertThatThrownBy(() -> await(CompletableFuture.failedFuture(failure)))
              .isSameAs(failure);
        });
  }

  @Test
  void completionExceptionWithoutACauseIsThrownItself() {
    VirtualTime.run(
        () -> {
          var failure = new CompletionException("no cause", null);

          assertThatThrownBy(() -> await(CompletableFuture.failedFuture(failure)))
              .isSameAs(failure);
        });
  }

  @Test
  @Behaviour(67)
  void cancellingTheTaskCancelsTheStage() {
    VirtualTime.run(
        () -> {
          var stage = new CompletableFuture<String>();
          Task<String> waiting = createTask(() -> await(stage));
          sleep(0);

          waiting.cancel("stop");

          assertThatThrownBy(() -> await(waiting))
              .isInstanceOf(CancelledError.class)
              .hasMessage("stop");
          assertThat(stage.isCancelled()).isTrue();
        });
  }

  @Test
  void timeoutCancelsTheStage() {
    VirtualTime.run(
        () -> {
          var stage = new CompletableFuture<String>();

          // No time at all, since virtual time stands still while a stage is under way.
          assertThatThrownBy(() -> timeout(0, () -> await(stage)))
              .isInstanceOf(TimeoutException.class);

          sleep(0);
          assertThat(stage.isCancelled()).isTrue();
        });
  }

  @Test
  void cancelledStageCancelsTheTaskThatAwaitsIt() {
    VirtualTime.run(
        () -> {
          var stage = new CompletableFuture<String>();
          Task<String> waiting = createTask(() -> await(stage));
          sleep(0);

          stage.cancel(true);

          assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
          assertThat(waiting.cancelled()).isTrue();
          assertThat(waiting.cancelling()).isZero();
        });
  }

  @Test
  void stageThatWasCancelledBeforeIsACancellation() {
    VirtualTime.run(
        () -> {
          var stage = new CompletableFuture<String>();
          stage.cancel(true);

          assertThatThrownBy(() -> await(stage)).isInstanceOf(CancelledError.class);
        });
  }

  @Test
  @Behaviour(67)
  void completingAStageAfterItsWrapperWasCancelledIsHarmless() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              var stage = new CompletableFuture<String>();
              Future<String> wrapper = wrapFuture(stage);

              wrapper.cancel();
              stage.complete("too late");
              sleep(1);

              assertThat(wrapper.cancelled()).isTrue();
              return loopReports;
            });

    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(68)
  void completionOfAStageAfterItsLoopWasClosedIsDropped() {
    var stage = new CompletableFuture<String>();
    Future<String> wrapper = VirtualTime.run(() -> wrapFuture(stage));

    assertThat(stage.complete("too late")).isTrue();

    assertThat(stage.join()).isEqualTo("too late");
    assertThat(wrapper.done()).isFalse();
  }

  @Test
  void stageNeedsATaskToBeAwaitedIn() {
    assertThatThrownBy(() -> await(CompletableFuture.completedFuture("done")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no running event loop: call this inside Asyncio.run");
  }

  // --- the other way ----------------------------------------------------------------------------

  @Test
  void futureHandedOutEndsAsTheFutureDoes() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");
          CompletableFuture<String> finishing =
              createTask(() -> sleep(1, "result")).toCompletableFuture();
          CompletableFuture<Object> failing =
              createTask(
                      () -> {
                        throw failure;
                      })
                  .toCompletableFuture();

          sleep(2);

          assertThat(finishing.join()).isEqualTo("result");
          assertThatThrownBy(failing::get).isInstanceOf(ExecutionException.class).hasCause(failure);
        });
  }

  @Test
  void doneFutureIsHandedOutDone() {
    VirtualTime.run(
        () -> {
          Future<String> done = getRunningLoop().createFuture();
          done.setResult("done");

          assertThat(done.toCompletableFuture()).isCompletedWithValue("done");
        });
  }

  @Test
  void cancellingWhatWasHandedOutCancelsTheTask() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(() -> sleep(1000));
          sleep(0);
          CompletableFuture<?> handedOut = task.toCompletableFuture();

          handedOut.cancel(true);

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          assertThat(getRunningLoop().time()).isZero();
        });
  }

  @Test
  void cancellingTheTaskCancelsWhatWasHandedOut() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(() -> sleep(1000));
          CompletableFuture<?> handedOut = task.toCompletableFuture();
          task.cancel();
          sleep(1);

          assertThat(handedOut.isCancelled()).isTrue();
          assertThatThrownBy(handedOut::join).isInstanceOf(CancellationException.class);
        });
  }

  @Test
  void completingWhatWasHandedOutDoesNothingToTheTask() {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(() -> sleep(1, "own result"));
          CompletableFuture<String> handedOut = task.toCompletableFuture();

          handedOut.complete("from outside");

          assertThat(await(task)).isEqualTo("own result");
          assertThat(handedOut.join()).isEqualTo("from outside");
        });
  }
}
