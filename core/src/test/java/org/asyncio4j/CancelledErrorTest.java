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
import java.util.Optional;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** What becomes of a task that catches, throws, or asks itself for a cancellation. */
final class CancelledErrorTest {
  private final List<String> trace = new ArrayList<>();

  private static Task<?> self() {
    return currentTask().orElseThrow();
  }

  @Test
  @Behaviour(105)
  void taskThatCatchesItsCancellationFinishesWithItsResult() {
    VirtualTime.run(
        () -> {
          Task<String> task =
              createTask(
                  () -> {
                    try {
                      sleep(10);
                    } catch (CancelledError refused) {
                      return "refused";
                    }
                    return "not cancelled";
                  });
          sleep(0);

          task.cancel();

          assertThat(await(task)).isEqualTo("refused");
          assertThat(task.cancelled()).isFalse();
          assertThat(task.cancelling()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(106)
  void taskThatThrowsACancelledErrorByItselfEndsCancelled() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    throw new CancelledError("of my own");
                  });

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("of my own");
          assertThat(task.cancelled()).isTrue();
          assertThat(task.cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(107)
  void taskThatCancelsItselfIsInterruptedAtItsNextAwait() {
    VirtualTime.run(
        () -> {
          Future<String> awaited = getRunningLoop().createFuture();
          Task<String> task =
              createTask(
                  () -> {
                    self().cancel("enough");
                    trace.add("goes on");
                    return await(awaited);
                  });

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("enough");
          assertThat(trace).containsExactly("goes on");
          assertThat(task.cancelled()).isTrue();
          assertThat(awaited.cancelled()).isTrue();
        });
  }

  @Test
  @Behaviour(107)
  void taskThatCancelsItselfCancelsTheTaskItThenAwaits() {
    VirtualTime.run(
        () -> {
          Task<?> awaited = createTask(() -> sleep(1000));
          Task<?> task =
              createTask(
                  () -> {
                    self().cancel();
                    await(awaited);
                  });

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          assertThat(awaited.cancelled()).isTrue();
          assertThat(getRunningLoop().time()).isZero();
        });
  }

  @Test
  @Behaviour({39, 107})
  void selfCancellationWaitsForAnAwaitThatSuspends() {
    VirtualTime.run(
        () -> {
          Future<String> done = getRunningLoop().createFuture();
          done.setResult("done");
          Task<?> task =
              createTask(
                  () -> {
                    self().cancel();
                    trace.add(await(done));
                    sleep(0);
                    trace.add("not reached");
                  });

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          assertThat(trace).containsExactly("done");
        });
  }

  @Test
  @Behaviour(108)
  void taskThatCancelsItselfAndReturnsEndsCancelled() {
    VirtualTime.run(
        () -> {
          Task<String> task =
              createTask(
                  () -> {
                    self().cancel("at the end");
                    return "discarded";
                  });

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("at the end");
          assertThat(task.cancelled()).isTrue();
        });
  }

  @Test
  @Behaviour(108)
  void taskThatCancelsItselfAndThrowsEndsWithThatException() {
    VirtualTime.run(
        () -> {
          Task<String> task =
              createTask(
                  () -> {
                    self().cancel();
                    throw new IllegalStateException("wins");
                  });

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("wins");
          assertThat(task.cancelled()).isFalse();
        });
  }

  @Test
  @Behaviour(110)
  void awaiterGetsTheVeryErrorThatEndedTheCancelledTask() {
    VirtualTime.run(
        () -> {
          var thrown = new ArrayList<CancelledError>();
          Object reason = List.of("why");
          Task<?> task =
              createTask(
                  () -> {
                    try {
                      sleep(10);
                    } catch (CancelledError cancelled) {
                      thrown.add(cancelled);
                      throw cancelled;
                    }
                  });
          sleep(0);
          task.cancel(reason);

          assertThatThrownBy(() -> await(task)).isSameAs(thrown.getFirst());
          assertThat(thrown.getFirst().reason()).isEqualTo(Optional.of(reason));
        });
  }

  @Test
  void errorThatEndedATaskIsGivenOnceAndThenAFreshOneWithoutAReason() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(() -> sleep(10));
          sleep(0);
          task.cancel("why");
          assertThatThrownBy(() -> await(task)).hasMessage("why");

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage(null);
          assertThatThrownBy(task::result).isInstanceOf(CancelledError.class);
          assertThatThrownBy(task::exception).isInstanceOf(CancelledError.class);
        });
  }

  @Test
  void catchingExceptionsDoesNotSwallowACancellation() {
    VirtualTime.run(
        () -> {
          Task<String> task =
              createTask(
                  () -> {
                    try {
                      return sleep(10, "slept");
                    } catch (Exception swallowed) {
                      return "swallowed";
                    }
                  });
          sleep(0);

          task.cancel();

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
        });
  }

  @Test
  void cancellationWithoutAReasonHasNeitherReasonNorMessage() {
    var error = new CancelledError();

    assertThat(error.reason()).isEmpty();
    assertThat(error.getMessage()).isNull();
  }

  @Test
  void cancellationReplacesNoExceptionThatTheTaskThrowsInstead() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    try {
                      sleep(10);
                    } catch (CancelledError cancelled) {
                      throw new IllegalStateException("clean-up failed", cancelled);
                    }
                  });
          sleep(0);

          task.cancel();

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(IllegalStateException.class)
              .hasCauseInstanceOf(CancelledError.class);
          assertThat(task.cancelled()).isFalse();
        });
  }
}
