package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Event;
import org.asyncio4j.Future;
import org.asyncio4j.Lock;
import org.asyncio4j.Queue;
import org.asyncio4j.Semaphore;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bugs that only a cancellation at the wrong moment shows. */
@Timeout(60)
final class CancelEverywhereTest {
  private static final ExploreOptions OPTIONS = ExploreOptions.DEFAULT.cancelEverywhere();

  private static ScheduleFailure failure(Action body) {
    return catchThrowableOfType(ScheduleFailure.class, () -> AsyncTests.explore(OPTIONS, body));
  }

  private static Task<?> task(String name, Action body) {
    return createTask(body, TaskOptions.DEFAULT.withName(name));
  }

  private static void awaitAll(Task<?>... tasks) {
    Asyncio.wait(List.of(tasks));
  }

  private static void permitThatLeaks(boolean leaks) {
    var permits = new Semaphore(1);
    Action user =
        () -> {
          permits.acquire();
          if (leaks) {
            sleep(0);
            permits.release();
            return;
          }
          try {
            sleep(0);
          } finally {
            permits.release();
          }
        };
    Task<?> one = task("one", user);
    Task<?> two = task("two", user);
    awaitAll(one, two);
    assertThat(permits.locked()).as("the permit is held by nobody").isFalse();
  }

  @Test
  void aPermitThatIsNotReleasedWhenItsHolderIsCancelledIsFound() {
    ScheduleFailure failure = failure(() -> permitThatLeaks(true));

    assertThat(failure.schedule()).matches("fifo:cancel@\\d+");
    assertThat(failure.table()).contains("<- cancelled here");
  }

  @Test
  void itsFixedTwinPasses() {
    Exploration explored = AsyncTests.explore(OPTIONS, () -> permitThatLeaks(false));

    assertThat(explored.runs()).isEqualTo(1_000);
    assertThat(explored.cancellations()).isGreaterThan(600);
  }

  /** Hands items over by futures; what becomes of one whose getter is cancelled is the question. */
  private static final class Handover {
    private final ArrayDeque<Future<Integer>> getters = new ArrayDeque<>();
    private final ArrayDeque<Integer> items = new ArrayDeque<>();
    private final boolean keeps;

    Handover(boolean keeps) {
      this.keeps = keeps;
    }

    void put(int item) {
      for (Future<Integer> getter; (getter = getters.poll()) != null; ) {
        if (!getter.done()) {
          getter.setResult(item);
          return;
        }
      }
      items.add(item);
    }

    int get() {
      if (!items.isEmpty()) {
        return items.poll();
      }
      Future<Integer> getter = Asyncio.getRunningLoop().createFuture();
      getters.add(getter);
      try {
        return await(getter);
      } catch (CancelledError cancelled) {
        if (keeps && getter.done() && !getter.cancelled()) {
          put(getter.result());
        }
        throw cancelled;
      }
    }
  }

  private static void noItemIsLost(boolean keeps) {
    var handover = new Handover(keeps);
    List<Integer> got = new ArrayList<>();
    Task<?> getter = task("getter", () -> got.add(handover.get()));
    Task<?> putter =
        task(
            "putter",
            () -> {
              sleep(0);
              handover.put(7);
            });
    awaitAll(putter);
    sleep(1);
    getter.cancel();
    awaitAll(getter);
    assertThat(got.size() + handover.items.size())
        .as("items that are somewhere")
        .isEqualTo(putter.cancelled() ? 0 : 1);
  }

  @Test
  void anItemThatIsLostIfItsGetterIsCancelledJustWhenItHasItIsFound() {
    ScheduleFailure failure = failure(() -> noItemIsLost(false));

    assertThat(failure.schedule()).matches("fifo:cancel-ready@\\d+");
    assertThat(failure.getCause()).hasMessageContaining("items that are somewhere");
  }

  @Test
  void itsTwinThatPutsItBackPasses() {
    AsyncTests.explore(OPTIONS, () -> noItemIsLost(true));
  }

  @Test
  void ourOwnQueueLosesNone() {
    AsyncTests.explore(
        OPTIONS,
        () -> {
          var queue = new Queue<Integer>();
          List<Integer> got = new ArrayList<>();
          Task<?> getter = task("getter", () -> got.add(queue.get()));
          Task<?> putter = task("putter", () -> queue.put(7));
          awaitAll(putter);
          sleep(1);
          getter.cancel();
          awaitAll(getter);
          assertThat(got.size() + queue.qsize()).isEqualTo(putter.cancelled() ? 0 : 1);
        });
  }

  @Test
  void whatIsHeldForATaskThatNeverStartedIsFound() {
    ScheduleFailure failure =
        failure(
            () -> {
              var permits = new Semaphore(1);
              permits.acquire();
              Task<?> worker =
                  task(
                      "worker",
                      () -> {
                        try {
                          sleep(0);
                        } finally {
                          permits.release();
                        }
                      });
              awaitAll(worker);
              assertThat(permits.locked()).isFalse();
            });

    assertThat(failure.schedule()).isEqualTo("fifo:cancel-ready@1");
    assertThat(failure.table()).contains("worker").contains("ends cancelled");
  }

  @Test
  void theScheduleReplaysTheCancellation() {
    ScheduleFailure found = failure(() -> permitThatLeaks(true));

    ScheduleFailure replayed =
        catchThrowableOfType(
            ScheduleFailure.class,
            () ->
                AsyncTests.explore(
                    ExploreOptions.DEFAULT.withReplay(found.schedule()),
                    () -> permitThatLeaks(true)));

    assertThat(replayed.table()).isEqualTo(found.table());
  }

  @Test
  void aTestThatEndsWithTheCancellationHasPassedAndItsTasksMayBeLeft() {
    Exploration explored = AsyncTests.explore(OPTIONS, () -> awaitAll(task("one", () -> sleep(1))));

    assertThat(explored.cancellations()).isPositive();
  }

  @Test
  void aTestThatCancelsItselfHasNotPassed() {
    ScheduleFailure failure =
        failure(
            () -> {
              throw new CancelledError("mine");
            });

    assertThat(failure.getCause()).isInstanceOf(CancelledError.class);
  }

  @Test
  void aTaskThatSwallowsTheCancellationAndHangsIsNoticed() {
    ScheduleFailure failure =
        failure(
            () -> {
              var never = new Event();
              Task<?> stubborn =
                  task(
                      "stubborn",
                      () -> {
                        try {
                          sleep(1);
                        } catch (CancelledError ignored) {
                          never.await();
                        }
                      });
              awaitAll(stubborn);
            });

    assertThat(failure.getCause()).isInstanceOf(DeadlockError.class);
    assertThat(failure.getCause()).hasMessageContaining("stubborn");
  }

  @Test
  void aTaskLeftRunningByATaskThatIsCancelledIsAFailure() {
    ScheduleFailure failure =
        failure(
            () -> {
              Task<?> parent =
                  task(
                      "parent",
                      () -> {
                        Task<?> child = task("child", () -> sleep(10));
                        sleep(1);
                        await(child);
                      });
              awaitAll(parent);
            });

    assertThat(failure.getCause())
        .isInstanceOf(AsyncTestError.class)
        .hasMessageContaining("'child'");
  }

  @Test
  void everyMomentOfEveryWaitIsTriedInAsynciosOrder() {
    var lock = new Lock[1];
    List<String> ends = new ArrayList<>();
    AsyncTests.explore(
        OPTIONS.withRuns(9),
        () -> {
          lock[0] = new Lock();
          Task<?> one = task("one", () -> sleep(1));
          try {
            await(gather(one));
            ends.add("normal");
          } catch (CancelledError cancelled) {
            ends.add(one.cancelled() ? "both" : "main");
            throw cancelled;
          }
        });

    // Watched, twice for the sample; then main's wait, one's start and one's wait, begun and over.
    assertThat(ends).contains("normal", "both", "main").hasSize(10);
  }

  @Test
  void aTaskThatSwallowsEveryCancellationIsAFailureWithItsSchedule() {
    ScheduleFailure failure =
        catchThrowableOfType(
            ScheduleFailure.class,
            () ->
                AsyncTests.explore(
                    OPTIONS.withMaxSteps(1_000),
                    () -> {
                      Task<?> deaf = task("deaf", CancelEverywhereTest::ignoreCancellations);
                      sleep(1);
                      deaf.cancel();
                    }));

    assertThat(failure.getCause()).isInstanceOf(LivelockError.class);
  }

  private static void ignoreCancellations() {
    while (true) {
      try {
        sleep(10);
      } catch (CancelledError ignored) {
        // goes on
      }
    }
  }
}
