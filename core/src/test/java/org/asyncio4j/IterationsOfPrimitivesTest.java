package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.asCompleted;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.waitFor;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Polls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many iterations waiting for several things and the primitives take: as in CPython. */
@FifoOnly("it counts iterations")
final class IterationsOfPrimitivesTest {
  private final Polls polls = new Polls();
  private final EventLoop loop = polls.newLoop();

  @AfterEach
  void close() {
    loop.close();
  }

  @FunctionalInterface
  private interface Wait {
    void on(Future<String> leaf) throws Exception;
  }

  /** {@return how many iterations after a future was done the one who waits for it goes on} */
  private int iterationsFromLeafDone(Wait wait) {
    return loop.runUntilComplete(
        () -> {
          Future<String> leaf = loop.createFuture();
          Task<Integer> waiter =
              createTask(
                  () -> {
                    wait.on(leaf);
                    return polls.count();
                  });
          sleep(0);
          int done = polls.count();
          leaf.setResult("result");
          return await(waiter) - done;
        });
  }

  @Test
  @Behaviour(41)
  void whoWaitsForSeveralGoesOnTwoIterationsAfterTheLastOne() {
    assertThat(iterationsFromLeafDone(leaf -> await(gather(doneFuture(), leaf)))).isEqualTo(2);
    assertThat(iterationsFromLeafDone(leaf -> await(shield(leaf)))).isEqualTo(2);
    assertThat(iterationsFromLeafDone(leaf -> Asyncio.wait(List.of(leaf)))).isEqualTo(2);
    assertThat(iterationsFromLeafDone(leaf -> await(asCompleted(List.of(leaf)).iterator().next())))
        .isEqualTo(2);
  }

  @Test
  @Behaviour(41)
  void whoWaitsForOneWithALimitGoesOnInTheNextIteration() {
    assertThat(iterationsFromLeafDone(leaf -> waitFor(leaf, 1_000))).isEqualTo(1);
  }

  @Test
  @Behaviour(41)
  void taskGroupEndsTwoIterationsAfterItsLastTask() {
    List<Integer> iterations = new ArrayList<>();
    loop.runUntilComplete(
        () -> {
          TaskGroup.run(
              group ->
                  group.createTask(
                      () -> {
                        sleep(0);
                        iterations.add(polls.count());
                      }));
          iterations.add(polls.count());
        });

    assertThat(iterations.get(1) - iterations.get(0)).isEqualTo(2);
  }

  private Future<String> doneFuture() {
    Future<String> future = loop.createFuture();
    future.setResult("result");
    return future;
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
  @Behaviour(42)
  void waitingForDoneFuturesStillTakesTwoIterations() {
    assertThat(iterationsOf(() -> Asyncio.wait(List.of(doneFuture(), doneFuture())))).isEqualTo(2);
  }

  @Test
  @Behaviour(43)
  void gatheringDoneFuturesIsDoneAtOnce() {
    loop.runUntilComplete(
        () -> {
          Future<List<String>> gathered = gather(doneFuture(), doneFuture());

          assertThat(gathered.done()).isTrue();
          assertThat(gathered.result()).containsExactly("result", "result");
        });
  }

  @FunctionalInterface
  private interface Signal {
    void give() throws Exception;
  }

  /** {@return how many iterations after the signal a task that waits goes on} */
  private int iterationsFrom(Action waiting, Signal signal) {
    return loop.runUntilComplete(
        () -> {
          Task<Integer> waiter =
              createTask(
                  () -> {
                    waiting.run();
                    return polls.count();
                  });
          sleep(0);
          int signalled = polls.count();
          signal.give();
          return await(waiter) - signalled;
        });
  }

  @Test
  @Behaviour(45)
  void waiterOfAPrimitiveGoesOnInTheNextIteration() {
    var lock = new Lock();
    var semaphore = new Semaphore(1);
    var event = new Event();
    var emptyQueue = new Queue<String>();
    var fullQueue = new Queue<String>(1);
    loop.runUntilComplete(
        () -> {
          lock.acquire();
          semaphore.acquire();
          fullQueue.put("first");
        });

    assertThat(iterationsFrom(lock::acquire, lock::release)).isEqualTo(1);
    assertThat(iterationsFrom(semaphore::acquire, semaphore::release)).isEqualTo(1);
    assertThat(iterationsFrom(event::await, event::set)).isEqualTo(1);
    assertThat(iterationsFrom(emptyQueue::get, () -> emptyQueue.putNowait("item"))).isEqualTo(1);
    assertThat(iterationsFrom(() -> fullQueue.put("second"), fullQueue::getNowait)).isEqualTo(1);
  }

  @Test
  @Behaviour(45)
  void notifiedWaiterOfAConditionGoesOnInTheIterationAfterTheRelease() {
    var condition = new Condition();

    int iterations =
        iterationsFrom(
            () -> {
              try (var _ = condition.acquire()) {
                condition.await();
              }
            },
            () -> {
              try (var _ = condition.acquire()) {
                condition.signal();
              }
            });

    assertThat(iterations).isEqualTo(1);
  }

  @Test
  @Behaviour(45)
  void lastPartyOfABarrierDoesNotYieldAndTheOthersGoOnInTheNextIteration() {
    var barrier = new Barrier(2);
    List<Integer> lastParty = new ArrayList<>();

    int iterations =
        iterationsFrom(
            barrier::await,
            () -> {
              lastParty.add(polls.count());
              barrier.await();
              lastParty.add(polls.count());
            });

    assertThat(iterations).isEqualTo(1);
    assertThat(lastParty.get(1)).isEqualTo(lastParty.get(0));
  }

  @Test
  @Behaviour(46)
  void whatNeedsNoWaitingDoesNotYield() {
    var queue = new Queue<String>(1);
    var event = new Event();
    event.set();

    assertThat(
            iterationsOf(
                () -> {
                  try (var _ = new Lock().acquire();
                      var _ = new Semaphore(1).acquire()) {
                    queue.put("item");
                  }
                  queue.get();
                  event.await();
                  timeout(1, () -> {});
                  TaskGroup.run(group -> {});
                  waitFor(doneFuture(), 1);
                }))
        .isZero();
  }

  @Test
  @Behaviour(47)
  void putsThatNeedNoWaitingStarveTheConsumer() {
    var queue = new Queue<Integer>();
    var received = new ArrayList<Integer>();
    loop.runUntilComplete(
        () -> {
          Task<?> consumer =
              createTask(
                  () -> {
                    while (received.size() < 1_000) {
                      received.add(queue.get());
                    }
                  });
          sleep(0);
          for (int i = 0; i < 1_000; i++) {
            queue.put(i);
          }
          assertThat(received).isEmpty();
          await(consumer);
          assertThat(received).hasSize(1_000);
        });
  }
}
