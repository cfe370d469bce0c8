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
import java.util.concurrent.TimeoutException;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** The count of cancellation requests, and taking them back. */
final class UncancelTest {
  private final List<String> trace = new ArrayList<>();

  @Test
  @Behaviour(113)
  void cancellingCountsRequestsAndUncancelLowersIt() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(() -> sleep(1));

          assertThat(task.cancelling()).isZero();
          task.cancel();
          task.cancel();
          task.cancel();
          assertThat(task.cancelling()).isEqualTo(3);
          assertThat(task.uncancel()).isEqualTo(2);
          assertThat(task.uncancel()).isEqualTo(1);
          assertThat(task.cancelling()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(113)
  void countNeverFallsBelowZero() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(() -> sleep(1));

          assertThat(task.uncancel()).isZero();
          task.cancel();

          assertThat(task.cancelling()).isEqualTo(1);
          assertThat(task.uncancel()).isZero();
          assertThat(task.uncancel()).isZero();
          await(task);
        });
  }

  @Test
  @Behaviour(114)
  void takingTheLastRequestBackBeforeDeliveryWithdrawsTheCancellation() {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(() -> sleep(1, "slept"));
          task.cancel();
          task.cancel();

          task.uncancel();
          task.uncancel();

          assertThat(await(task)).isEqualTo("slept");
        });
  }

  @Test
  @Behaviour(114)
  void takingOneOfTwoRequestsBackLeavesTheCancellation() {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(() -> sleep(1, "slept"));
          task.cancel();
          task.cancel();

          task.uncancel();

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
        });
  }

  @Test
  @Behaviour(114)
  void selfCancellationTakenBackDoesNotInterruptTheNextAwait() {
    VirtualTime.run(
        () -> {
          Task<String> task =
              createTask(
                  () -> {
                    Task<?> self = currentTask().orElseThrow();
                    self.cancel();
                    self.uncancel();
                    return sleep(1, "slept");
                  });

          assertThat(await(task)).isEqualTo("slept");
        });
  }

  @Test
  @Behaviour(115)
  void uncancelIsTooLateOnceTheAwaitedFutureIsCancelled() {
    VirtualTime.run(
        () -> {
          Future<String> awaited = getRunningLoop().createFuture();
          Task<String> task = createTask(() -> await(awaited));
          sleep(0);
          task.cancel();

          task.uncancel();

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          assertThat(task.cancelled()).isTrue();
          assertThat(task.cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(116)
  void uncancelOfADoneTaskLeavesItCancelled() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(() -> sleep(1));
          task.cancel();
          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);

          assertThat(task.uncancel()).isZero();

          assertThat(task.cancelled()).isTrue();
          assertThat(task.done()).isTrue();
        });
  }

  // --- a structured block made by hand, by the rules that Timeout and TaskGroup follow
  // ------------

  /** Sleeps under a deadline; whose cancellation it was is decided by the count alone. */
  private void block(double sleep, double deadline) throws TimeoutException {
    Task<?> task = currentTask().orElseThrow();
    boolean[] timeIsUp = {false};
    TimerHandle alarm =
        getRunningLoop()
            .callLater(
                deadline,
                () -> {
                  timeIsUp[0] = true;
                  task.cancel();
                });
    try {
      sleep(sleep);
      trace.add("block finished");
    } catch (CancelledError cancelled) {
      if (timeIsUp[0] && task.uncancel() == 0) {
        throw new TimeoutException("the block's own deadline");
      }
      throw cancelled;
    } finally {
      alarm.cancel();
    }
  }

  private String blockAndMore(double sleep, double deadline) {
    try {
      block(sleep, deadline);
    } catch (TimeoutException expired) {
      trace.add("timed out");
    }
    sleep(0);
    trace.add("outer code");
    return "cancelling " + currentTask().orElseThrow().cancelling();
  }

  @Test
  @Behaviour(117)
  void blockThatTimesOutTakesItsOwnRequestBack() {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(() -> blockAndMore(10, 1));

          assertThat(await(task)).isEqualTo("cancelling 0");
          assertThat(trace).containsExactly("timed out", "outer code");
        });
  }

  @Test
  @Behaviour(117)
  void cancellationFromOutsideIsNotTakenForTheBlocksOwn() {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(() -> blockAndMore(10, 5));
          sleep(1);

          task.cancel();

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          assertThat(trace).isEmpty();
          assertThat(task.cancelling()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(117)
  void cancellationFromOutsideWinsOverATimeoutAtTheSameMoment() {
    VirtualTime.run(
        () -> {
          Task<String> task = createTask(() -> blockAndMore(10, 1));
          getRunningLoop().callLater(1, task::cancel);

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          assertThat(trace).isEmpty();
          assertThat(task.cancelling()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(117)
  void blockInABlockLeavesTheCountAsItFoundIt() {
    VirtualTime.run(
        () -> {
          Task<String> task =
              createTask(
                  () -> {
                    Task<?> self = currentTask().orElseThrow();
                    var outer = Asyncio.timeout(2);
                    try {
                      outer.run(
                          limit -> {
                            trace.add(blockAndMore(10, 1));
                            sleep(10);
                          });
                    } catch (TimeoutException expired) {
                      trace.add("outer timed out");
                    }
                    return "cancelling " + self.cancelling();
                  });

          assertThat(await(task)).isEqualTo("cancelling 0");
          assertThat(trace)
              .containsExactly("timed out", "outer code", "cancelling 0", "outer timed out");
        });
  }
}
