package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.asyncio4j.TestLoops.Polls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many iterations of the loop things take: as many as in CPython. */
final class IterationsTest {
  private final Polls polls = new Polls();
  private final EventLoop loop = polls.newLoop();

  @AfterEach
  void close() {
    loop.close();
  }

  /** {@return how many iterations a body takes in the middle of a task} */
  private int iterationsOf(Action body) {
    return loop.runUntilComplete(
        () -> {
          int before = polls.count();
          body.run();
          return polls.count() - before;
        });
  }

  @Test
  @Behaviour(34)
  void newTaskMakesItsFirstStepInTheNextIteration() {
    int iterations =
        loop.runUntilComplete(
            () -> {
              int creation = polls.count();
              Task<Integer> task = createTask(() -> polls.count());
              return await(task) - creation;
            });

    assertThat(iterations).isEqualTo(1);
  }

  @Test
  @Behaviour(34)
  void eagerTaskMakesItsFirstStepAtOnce() {
    loop.setTaskFactory(Asyncio::eagerTaskFactory);
    int iterations =
        loop.runUntilComplete(
            () -> {
              int creation = polls.count();
              Task<Integer> task = createTask(() -> polls.count());
              assertThat(task.done()).isTrue();
              return task.result() - creation;
            });

    assertThat(iterations).isZero();
  }

  @Test
  @Behaviour(35)
  void waitingTaskResumesOneIterationAfterItsFutureIsDone() {
    assertThat(iterationsFromDone(future -> future.setResult("result"))).isEqualTo(1);
    assertThat(iterationsFromDone(future -> future.setException(new IllegalStateException())))
        .isEqualTo(1);
    assertThat(iterationsFromDone(Future::cancel)).isEqualTo(1);
  }

  private int iterationsFromDone(Consumer<Future<String>> makeDone) {
    return loop.runUntilComplete(
        () -> {
          Future<String> future = loop.createFuture();
          Task<Integer> waiter = createTask(() -> whenItEnds(future));
          sleep(0);
          int done = polls.count();
          makeDone.accept(future);
          return await(waiter) - done;
        });
  }

  /** Waits for the end, whatever it is. {@return the iteration in which the caller went on} */
  private int whenItEnds(Awaitable<?> awaitable) {
    try {
      await(awaitable);
    } catch (IllegalStateException | CancelledError expected) {
      // It ended, which is all that the test waits for.
    }
    return polls.count();
  }

  @Test
  @Behaviour(36)
  void endClimbsAChainOfTasksByOneIterationForEach() {
    List<Integer> ends = new ArrayList<>();
    loop.runUntilComplete(
        () -> {
          Future<String> future = loop.createFuture();
          Task<?> inner = createTask(() -> ends.add(whenItEnds(future)));
          Task<?> middle = createTask(() -> ends.add(whenItEnds(inner)));
          Task<?> outer = createTask(() -> ends.add(whenItEnds(middle)));
          sleep(0);
          ends.add(polls.count());
          future.setResult("result");
          await(outer);
        });

    int done = ends.getFirst();
    assertThat(ends).containsExactly(done, done + 1, done + 2, done + 3);
  }

  @Test
  @Behaviour(36)
  void awaitingACoroutineAddsNoIteration() {
    int iterations =
        iterationsOf(
            () -> await(coroutine(() -> await(coroutine(() -> await(coroutine(() -> 1)))))));

    assertThat(iterations).isZero();
  }

  @Test
  @Behaviour(37)
  void cancellationIsThrownOneIterationAfterTheRequest() {
    int iterations =
        loop.runUntilComplete(
            () -> {
              List<Integer> thrown = new ArrayList<>();
              Task<?> task =
                  createTask(
                      () -> {
                        try {
                          sleep(1_000);
                        } finally {
                          thrown.add(polls.count());
                        }
                      });
              sleep(0);
              int request = polls.count();
              task.cancel();
              whenItEnds(task);
              return thrown.getFirst() - request;
            });

    assertThat(iterations).isEqualTo(1);
  }

  @Test
  @Behaviour(38)
  void cancellingTheHeadOfAChainCancelsTheInnermostFutureAtOnce() {
    List<Integer> ends = new ArrayList<>();
    loop.runUntilComplete(
        () -> {
          Future<String> future = loop.createFuture();
          Task<?> inner = createTask(() -> recordEnd(future, ends));
          Task<?> middle = createTask(() -> recordEnd(inner, ends));
          Task<?> outer = createTask(() -> recordEnd(middle, ends));
          sleep(0);
          ends.add(polls.count());
          outer.cancel();
          assertThat(future.cancelled()).isTrue();
          assertThat(List.of(inner, middle, outer)).noneMatch(Task::done);
          whenItEnds(outer);
          assertThat(List.of(inner, middle, outer)).allMatch(Task::cancelled);
        });

    int request = ends.getFirst();
    assertThat(ends).containsExactly(request, request + 1, request + 2, request + 3);
  }

  private void recordEnd(Awaitable<?> awaitable, List<Integer> ends) {
    try {
      await(awaitable);
    } finally {
      ends.add(polls.count());
    }
  }

  @Test
  @Behaviour(39)
  void awaitingADoneFutureDoesNotSuspend() {
    Future<String> done = loop.createFuture();
    done.setResult("result");
    Future<String> failed = loop.createFuture();
    failed.setException(new IllegalStateException());
    Future<String> cancelled = loop.createFuture();
    cancelled.cancel();

    assertThat(iterationsOf(() -> await(done))).isZero();
    assertThat(iterationsOf(() -> whenItEnds(failed))).isZero();
    assertThat(iterationsOf(() -> whenItEnds(cancelled))).isZero();
  }

  @Test
  @Behaviour(39)
  void awaitingATaskThatEndedInItsEagerStartDoesNotSuspend() {
    var eager = TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER);

    assertThat(iterationsOf(() -> await(createTask(() -> 1, eager)))).isZero();
  }

  @Test
  @Behaviour(40)
  void sleepingForNoTimeYieldsExactlyOnceAndReturnsTheResult() {
    assertThat(iterationsOf(() -> sleep(0))).isEqualTo(1);
    assertThat(iterationsOf(() -> sleep(-1))).isEqualTo(1);
    assertThat(iterationsOf(() -> sleep(java.time.Duration.ofNanos(-1)))).isEqualTo(1);
    assertThat(iterationsOf(() -> assertThat(sleep(0, "result")).isEqualTo("result"))).isEqualTo(1);
    assertThat(loop.time()).isZero();
  }

  @Test
  @Behaviour(48)
  void sleepingForNoTimeLetsEverythingThatIsReadyRunOnce() {
    List<String> events = new ArrayList<>();
    loop.runUntilComplete(
        () -> {
          loop.callSoon(() -> events.add("callback"));
          createTask(() -> events.add("task"));
          sleep(0);
          events.add("yielded");
        });

    assertThat(events).containsExactly("callback", "task", "yielded");
  }

  @Test
  @Behaviour(44)
  void sleeperResumesOneIterationAfterTheOneInWhichItsTimerFires() {
    List<Integer> iterations = new ArrayList<>();
    loop.runUntilComplete(
        () -> {
          loop.callLater(1, () -> iterations.add(polls.count()));
          sleep(1);
          iterations.add(polls.count());
        });

    assertThat(iterations.get(1) - iterations.get(0)).isEqualTo(1);
  }

  @Test
  @Behaviour(44)
  void timeIsUpOneIterationAfterTheOneInWhichTheTimerFires() {
    List<Integer> iterations = new ArrayList<>();
    loop.runUntilComplete(
        () -> {
          loop.callLater(1, () -> iterations.add(polls.count()));
          try {
            Asyncio.timeout(1, () -> sleep(1_000));
          } catch (java.util.concurrent.TimeoutException expired) {
            iterations.add(polls.count());
          }
        });

    assertThat(iterations.get(1) - iterations.get(0)).isEqualTo(1);
  }
}
