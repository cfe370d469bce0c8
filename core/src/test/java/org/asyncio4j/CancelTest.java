package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** How a cancellation reaches a task that another one cancels, and how often. */
final class CancelTest {
  private final List<String> trace = new ArrayList<>();

  private static void assertEndsCancelled(Future<?> future) {
    assertThatThrownBy(() -> await(future)).isInstanceOf(CancelledError.class);
    assertThat(future.cancelled()).isTrue();
  }

  @Test
  @Behaviour(95)
  void taskCancelledBeforeItsFirstStepNeverRuns() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(() -> trace.add("body"));

          task.cancel("too early");

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("too early");
          assertThat(task.cancelled()).isTrue();
          assertThat(trace).isEmpty();
        });
  }

  @Test
  @Behaviour(96)
  void cancelIsAcceptedByATaskThatIsNotDone() {
    VirtualTime.run(
        () -> {
          Task<?> suspended = createTask(() -> sleep(1));
          sleep(0);
          Task<?> notStarted = createTask(() -> sleep(1));

          assertThat(suspended.cancel()).isTrue();
          assertThat(suspended.cancel()).isTrue();
          assertThat(notStarted.cancel()).isTrue();
          assertEndsCancelled(suspended);
          assertEndsCancelled(notStarted);
        });
  }

  @Test
  @Behaviour(96)
  void cancelIsRefusedByATaskThatIsDone() {
    VirtualTime.run(
        () -> {
          Task<String> finished = createTask(() -> "result");
          Task<?> failed =
              createTask(
                  () -> {
                    throw new IllegalStateException("failed");
                  });
          Task<?> cancelled = createTask(() -> sleep(1));
          cancelled.cancel();
          sleep(0);

          assertThat(finished.cancel()).isFalse();
          assertThat(failed.cancel()).isFalse();
          assertThat(cancelled.cancel()).isFalse();
          assertThat(finished.result()).isEqualTo("result");
          assertThat(finished.cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(97)
  void taskIsNotYetCancelledWhenCancelReturns() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(() -> sleep(1));
          sleep(0);

          task.cancel();

          assertThat(task.cancelled()).isFalse();
          assertThat(task.done()).isFalse();
          sleep(0);
          assertThat(task.cancelled()).isTrue();
        });
  }

  @Test
  @Behaviour(98)
  void cancelReachesTheAwaitedFutureAtOnce() {
    VirtualTime.run(
        () -> {
          Future<String> awaited = getRunningLoop().createFuture();
          Task<String> task = createTask(() -> await(awaited));
          sleep(0);

          task.cancel();

          assertThat(awaited.cancelled()).isTrue();
          assertEndsCancelled(task);
        });
  }

  @Test
  @Behaviour({38, 98})
  void cancelGoesDownAChainOfTasksAndClimbsUpAgain() {
    VirtualTime.run(
        () -> {
          Future<String> awaited = getRunningLoop().createFuture();
          Task<String> inner = createTask(() -> tracing("inner", awaited));
          Task<String> middle = createTask(() -> tracing("middle", inner));
          Task<String> outer = createTask(() -> tracing("outer", middle));
          sleep(0);

          outer.cancel();

          assertThat(awaited.cancelled()).isTrue();
          assertEndsCancelled(outer);
          assertThat(trace).containsExactly("inner", "middle", "outer");
          assertThat(inner.cancelling()).isEqualTo(1);
          assertThat(middle.cancelling()).isEqualTo(1);
        });
  }

  private <T> T tracing(String name, Awaitable<T> awaited) {
    try {
      return await(awaited);
    } catch (CancelledError cancelled) {
      trace.add(name);
      throw cancelled;
    }
  }

  @Test
  @Behaviour(99)
  void cancellingTheAwaitedFutureEndsTheTaskCancelledThoughNobodyCancelledIt() {
    VirtualTime.run(
        () -> {
          Future<String> awaited = getRunningLoop().createFuture();
          Task<String> task = createTask(() -> await(awaited));
          sleep(0);

          awaited.cancel();

          assertEndsCancelled(task);
          assertThat(task.cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(100)
  void cancellingOneAwaiterOfASharedTaskCancelsTheOtherToo() {
    VirtualTime.run(
        () -> {
          Task<?> shared = createTask(() -> sleep(10));
          Task<?> first = createTask(() -> await(shared));
          Task<?> second = createTask(() -> await(shared));
          sleep(0);

          first.cancel();

          assertEndsCancelled(second);
          assertThat(second.cancelling()).isZero();
          assertThat(shared.cancelled()).isTrue();
          assertThat(first.cancelled()).isTrue();
        });
  }

  @Test
  @Behaviour(101)
  void resultThatCameJustBeforeTheCancellationIsLostToTheTask() {
    VirtualTime.run(
        () -> {
          Future<String> awaited = getRunningLoop().createFuture();
          Task<String> task = createTask(() -> await(awaited));
          sleep(0);
          awaited.setResult("value");

          task.cancel();

          assertEndsCancelled(task);
          assertThat(awaited.result()).isEqualTo("value");
        });
  }

  @Test
  @Behaviour(102)
  void twoCancelsBeforeDeliveryThrowOnceWithTheFirstReason() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    while (trace.size() < 2) {
                      try {
                        sleep(1);
                        trace.add("slept");
                      } catch (CancelledError cancelled) {
                        trace.add(cancelled.getMessage());
                      }
                    }
                  });
          sleep(0);

          task.cancel("first");
          task.cancel("second");
          await(task);

          assertThat(trace).containsExactly("first", "slept");
          assertThat(task.cancelling()).isEqualTo(2);
        });
  }

  @Test
  @Behaviour(103)
  void secondCancelInterruptsTheCleanUp() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    try {
                      sleep(10);
                    } finally {
                      trace.add("clean-up begins");
                      sleep(1);
                      trace.add("clean-up ends");
                    }
                  });
          sleep(0);
          task.cancel();
          sleep(0);

          task.cancel();

          assertEndsCancelled(task);
          assertThat(trace).containsExactly("clean-up begins");
        });
  }

  @Test
  @Behaviour(104)
  void cancellationOnceCaughtDoesNotDisturbLaterAwaits() {
    VirtualTime.run(
        () -> {
          Task<String> task =
              createTask(
                  () -> {
                    try {
                      sleep(10);
                    } catch (CancelledError ignored) {
                      trace.add("caught");
                    }
                    sleep(1);
                    return sleep(2, "slept on");
                  });
          sleep(0);

          task.cancel();

          assertThat(await(task)).isEqualTo("slept on");
          assertThat(trace).containsExactly("caught");
          assertThat(getRunningLoop().time()).isEqualTo(3);
        });
  }

  @Test
  @Behaviour(109)
  void taskThatOnlyYieldsIsInterruptedAtItsNextStep() {
    VirtualTime.run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    for (int i = 0; i < 5; i++) {
                      trace.add("step " + i);
                      sleep(0);
                    }
                  });
          sleep(0);
          sleep(0);

          task.cancel();

          assertEndsCancelled(task);
          assertThat(trace).containsExactly("step 0", "step 1");
        });
  }

  @Test
  void reasonOfACancellationMustBeGiven() {
    VirtualTime.run(
        () -> {
          Task<?> task = createTask(() -> sleep(1));

          assertThatThrownBy(() -> task.cancel(null))
              .isInstanceOf(NullPointerException.class)
              .hasMessage("reason");
          await(task);
        });
  }
}
