package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.asExecutorService;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop as an executor, used by its own tasks and callbacks, in virtual time. */
@Timeout(60)
final class LoopExecutorServiceTest {
  private final List<Object> events = new ArrayList<>();

  private interface Body {
    void run(ExecutorService executor) throws Exception;
  }

  private static void withExecutor(Body body) {
    VirtualTime.run(() -> body.run(asExecutorService(getRunningLoop())));
  }

  private static <T> Callable<T> after(double seconds, T result) {
    return () -> sleep(seconds, result);
  }

  private static <T> Callable<T> failing(double seconds, Exception failure) {
    return () -> {
      sleep(seconds);
      throw failure;
    };
  }

  @Test
  void whatIsSubmittedRunsAsTasksOfTheLoop() {
    withExecutor(
        executor -> {
          var first = executor.submit(after(2, "first"));
          var second = executor.submit(() -> events.add(currentTask().isPresent()));
          var third = executor.submit(() -> {}, "third");

          assertThat(first.get()).isEqualTo("first");
          assertThat(getRunningLoop().time()).isEqualTo(2);
          assertThat(second.get()).isNotNull();
          assertThat(third.get()).isEqualTo("third");
          assertThat(events).containsExactly(true);
        });
  }

  @Test
  void getInATaskSuspendsOnlyThatTask() {
    withExecutor(
        executor -> {
          Task<?> other = createTask(() -> sleep(1));
          assertThat(executor.submit(after(2, "result")).get()).isEqualTo("result");
          assertThat(other.done()).isTrue();
        });
  }

  @Test
  void getWithALimitInATaskIsVirtualTimeToo() {
    withExecutor(
        executor -> {
          var late = executor.submit(after(5, "late"));
          assertThatThrownBy(() -> late.get(3, TimeUnit.SECONDS))
              .isInstanceOf(TimeoutException.class)
              .hasMessage("not done within 3 SECONDS");
          assertThat(getRunningLoop().time()).isEqualTo(3);
          assertThat(late.get(3, TimeUnit.SECONDS)).isEqualTo("late");
          assertThat(getRunningLoop().time()).isEqualTo(5);
        });
  }

  @Test
  void waitingInACallbackOfTheLoopIsRefused() {
    withExecutor(
        executor -> {
          var future = executor.submit(after(1, "result"));
          getRunningLoop()
              .callSoon(
                  () ->
                      assertThatThrownBy(future::get)
                          .isInstanceOf(IllegalStateException.class)
                          .hasMessage(
                              "waiting on the loop's own thread would never end: wait in a task or"
                                  + " on another thread")
                          .satisfies(events::add));
          getRunningLoop()
              .callSoon(
                  () ->
                      assertThatThrownBy(() -> executor.awaitTermination(1, TimeUnit.SECONDS))
                          .isInstanceOf(IllegalStateException.class)
                          .satisfies(events::add));
          sleep(0);
          assertThat(events).hasSize(2);
        });
  }

  @Test
  void exceptionOfATaskIsWrapped() {
    withExecutor(
        executor -> {
          var failure = new IOException("broken");
          assertThatThrownBy(() -> executor.submit(failing(1, failure)).get())
              .isInstanceOf(ExecutionException.class)
              .hasCause(failure);
        });
  }

  @Test
  void exceptionOfACommandGoesToTheExceptionHandler() {
    withExecutor(
        executor -> {
          var reports = Reports.of(getRunningLoop());
          var failure = new IllegalStateException("broken");
          executor.execute(
              () -> {
                throw failure;
              });
          sleep(1);

          assertThat(reports.only().message())
              .isEqualTo("unhandled exception in a command of the loop's ExecutorService");
          assertThat(reports.only().exception()).containsSame(failure);
        });
  }

  @Test
  void exceptionThatIsHandedOutIsNotReported() {
    withExecutor(
        executor -> {
          var reports = Reports.of(getRunningLoop());
          executor.submit(failing(0, new IOException("broken")));
          sleep(1);

          assertThat(reports.all()).isEmpty();
        });
  }

  @Test
  void failingTaskFactoryReachesTheFuture() {
    withExecutor(
        executor -> {
          var failure = new IllegalStateException("no tasks today");
          getRunningLoop()
              .setTaskFactory(
                  (_, _, _) -> {
                    throw failure;
                  });
          var future = executor.submit(after(0, "result"));
          executor.shutdown();

          assertThatThrownBy(future::get).hasCause(failure);
          assertThat(executor.isTerminated()).isTrue();
          getRunningLoop().resetTaskFactory();
        });
  }

  @Test
  void cancellingTheFutureCancelsTheTaskWhichStillCleansUp() {
    withExecutor(
        executor -> {
          var future =
              executor.submit(
                  () -> {
                    try {
                      sleep(1000);
                    } catch (CancelledError cancelled) {
                      sleep(3);
                      events.add("cleaned up");
                      throw cancelled;
                    }
                    return "never";
                  });
          sleep(1);
          executor.shutdown();

          assertThat(future.cancel(true)).isTrue();
          assertThat(future.isCancelled()).isTrue();
          assertThat(future.cancel(true)).isTrue();
          assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
          assertThat(executor.isTerminated()).isFalse();
          assertThat(executor.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
          assertThat(getRunningLoop().time()).isEqualTo(4);
          assertThat(events).containsExactly("cleaned up");
        });
  }

  @Test
  void taskThatIsCancelledByItselfCancelsTheFuture() {
    withExecutor(
        executor -> {
          var future =
              executor.submit(
                  () -> {
                    currentTask().orElseThrow().cancel();
                    sleep(1);
                  });

          assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        });
  }

  @Test
  void whatIsCancelledBeforeItBeginsNeverRuns() {
    withExecutor(
        executor -> {
          var future = executor.submit(() -> events.add("ran"));
          future.cancel(false);
          executor.shutdown();

          assertThat(executor.awaitTermination(1, TimeUnit.SECONDS)).isTrue();
          assertThat(events).isEmpty();
        });
  }

  @Test
  void cancelledTaskThatWaitsInGetLeavesTheFutureAlone() {
    withExecutor(
        executor -> {
          var future = executor.submit(after(5, "result"));
          Task<String> waiting = createTask(() -> future.get());
          sleep(1);
          waiting.cancel();

          assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
          assertThat(future.get()).isEqualTo("result");
        });
  }

  // --- shutdown ---------------------------------------------------------------------------------

  @Test
  void shutdownRefusesWhatIsNewAndFinishesWhatIsThere() {
    withExecutor(
        executor -> {
          var future = executor.submit(after(5, "result"));
          executor.shutdown();

          assertThat(executor.isShutdown()).isTrue();
          assertThat(executor.isTerminated()).isFalse();
          assertThatThrownBy(() -> executor.execute(() -> events.add("ran")))
              .isInstanceOf(RejectedExecutionException.class)
              .hasMessageContaining("LoopExecutorService[shut down, tasks=1")
              .hasMessageEndingWith("takes nothing more");
          assertThat(executor.awaitTermination(4, TimeUnit.SECONDS)).isFalse();
          assertThat(executor.awaitTermination(4, TimeUnit.SECONDS)).isTrue();
          assertThat(getRunningLoop().time()).isEqualTo(5);
          assertThat(future.get()).isEqualTo("result");
          assertThat(executor.isTerminated()).isTrue();
          executor.shutdown();
          assertThat(events).isEmpty();
        });
  }

  @Test
  void shutdownOfAnIdleExecutorIsItsEnd() {
    withExecutor(
        executor -> {
          assertThat(executor.isShutdown()).isFalse();
          executor.shutdown();
          assertThat(executor.isTerminated()).isTrue();
          assertThat(executor.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
        });
  }

  @Test
  void shutdownNowCancelsWhatRunsAndWhatWaitsToRun() {
    withExecutor(
        executor -> {
          var running = executor.submit(after(1000, "never"));
          sleep(1);
          var waiting = executor.submit(() -> events.add("ran"));

          assertThat(executor.shutdownNow()).isEmpty();

          assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
          assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
          assertThat(executor.awaitTermination(1, TimeUnit.SECONDS)).isTrue();
          assertThat(getRunningLoop().time()).isEqualTo(1);
          assertThat(events).isEmpty();
        });
  }

  @Test
  void closeWaitsForTheTasks() {
    withExecutor(
        executor -> {
          try (executor) {
            executor.submit(
                () -> {
                  sleep(5);
                  events.add("ended");
                });
          }
          assertThat(events).containsExactly("ended");
        });
  }

  @Test
  void cancelledCloseCancelsTheTasksAndWaitsForThem() {
    withExecutor(
        executor -> {
          executor.submit(
              () -> {
                try {
                  sleep(1000);
                } finally {
                  sleep(2);
                  events.add("cleaned up");
                }
              });
          Task<?> closing = createTask(() -> executor.close());
          sleep(1);
          closing.cancel("enough");

          assertThatThrownBy(() -> await(closing))
              .isInstanceOf(CancelledError.class)
              .hasMessage("enough");
          assertThat(events).containsExactly("cleaned up");
          assertThat(getRunningLoop().time()).isEqualTo(3);
        });
  }

  @Test
  void servicesOfOneLoopAreIndependentAndLeaveTheLoopAlone() {
    withExecutor(
        executor -> {
          executor.shutdown();

          assertThat(asExecutorService(getRunningLoop()).submit(() -> "ran").get())
              .isEqualTo("ran");
        });
  }

  @Test
  void closedLoopEndsWhatIsLeftAndRefusesWhatIsNew() throws Exception {
    EventLoop loop = VirtualTime.newEventLoop();
    Reports.of(loop);
    ExecutorService executor = asExecutorService(loop);
    var running = executor.submit(after(1000, "never"));
    loop.runUntilComplete(() -> sleep(1));
    var waiting = executor.submit(() -> events.add("ran"));
    executor.shutdown();
    loop.close();

    assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
    assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
    assertThat(executor.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> asExecutorService(loop).submit(() -> events.add("ran")))
        .isInstanceOf(RejectedExecutionException.class)
        .hasRootCauseMessage("event loop is closed");
    assertThat(events).isEmpty();
  }

  // --- several ----------------------------------------------------------------------------------

  @Test
  void invokeAllRunsThemBesideEachOther() {
    withExecutor(
        executor -> {
          var failure = new IOException("broken");
          var futures =
              executor.invokeAll(
                  List.of(after(3, "first"), failing(5, failure), after(1, "third")));

          assertThat(getRunningLoop().time()).isEqualTo(5);
          assertThat(futures.get(0).get()).isEqualTo("first");
          assertThatThrownBy(futures.get(1)::get).hasCause(failure);
          assertThat(futures.get(2).get()).isEqualTo("third");
          assertThat(executor.<String>invokeAll(List.of())).isEmpty();
        });
  }

  @Test
  void invokeAllWithALimitCancelsWhatIsNotDoneInTime() {
    withExecutor(
        executor -> {
          var futures =
              executor.invokeAll(
                  List.of(after(1, "in time"), after(1000, "late")), 3, TimeUnit.SECONDS);

          assertThat(getRunningLoop().time()).isEqualTo(3);
          assertThat(futures.get(0).get()).isEqualTo("in time");
          assertThat(futures.get(1).isCancelled()).isTrue();
        });
  }

  @Test
  void cancelledInvokeAllCancelsItsTasks() {
    withExecutor(
        executor -> {
          Callable<String> body =
              () -> {
                try {
                  return sleep(1000, "never");
                } finally {
                  events.add("cancelled");
                }
              };
          Task<?> invoking = createTask(() -> executor.invokeAll(List.of(body, body)));
          sleep(1);
          invoking.cancel();

          assertThatThrownBy(() -> await(invoking)).isInstanceOf(CancelledError.class);
          sleep(1);
          assertThat(events).containsExactly("cancelled", "cancelled");
        });
  }

  @Test
  void invokeAnyGivesTheFirstSuccessAndCancelsTheOthers() {
    withExecutor(
        executor -> {
          String result =
              executor.invokeAny(
                  List.of(
                      after(1000, "late"), failing(1, new IOException("broken")), after(2, "won")));

          assertThat(result).isEqualTo("won");
          assertThat(getRunningLoop().time()).isEqualTo(2);
          executor.shutdown();
          assertThat(executor.awaitTermination(1, TimeUnit.SECONDS)).isTrue();
        });
  }

  @Test
  void invokeAnyFailsIfAllFail() {
    withExecutor(
        executor -> {
          var last = new IOException("last");
          Callable<String> cancelled =
              () -> {
                currentTask().orElseThrow().cancel();
                return sleep(1, "never");
              };
          assertThatThrownBy(() -> executor.invokeAny(List.of(failing(2, last), cancelled)))
              .isInstanceOf(ExecutionException.class)
              .hasCause(last);
          assertThatThrownBy(() -> executor.invokeAny(List.of(cancelled)))
              .isInstanceOf(ExecutionException.class)
              .hasCauseInstanceOf(CancellationException.class);
          assertThatThrownBy(() -> executor.<String>invokeAny(List.of()))
              .isInstanceOf(IllegalArgumentException.class);
        });
  }

  @Test
  void invokeAnyWithALimitCancelsAllWhenTheTimeIsUp() {
    withExecutor(
        executor -> {
          assertThatThrownBy(
                  () -> executor.invokeAny(List.of(after(1000, "late")), 3, TimeUnit.SECONDS))
              .isInstanceOf(TimeoutException.class);
          executor.shutdown();
          assertThat(executor.awaitTermination(1, TimeUnit.SECONDS)).isTrue();
          assertThat(getRunningLoop().time()).isEqualTo(3);
        });
  }

  @Test
  void stagesOfTheJdkRunOnTheLoop() {
    withExecutor(
        executor -> {
          String result =
              await(
                  CompletableFuture.supplyAsync(() -> currentTask().isPresent(), executor)
                      .thenApplyAsync(
                          isTask -> isTask + " in " + getRunningLoop().time(), executor));

          assertThat(result).isEqualTo("true in 0.0");
        });
  }
}
