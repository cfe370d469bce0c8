package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.asyncio4j.Asyncio;
import org.asyncio4j.testing.DeadlockError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads of a simulation: how they live, and how a run ends. */
@Timeout(60)
final class PlainThreadsTest {

  @Test
  void aRunReturnsWhatItsBodyDoes() {
    Simulated<String> simulated = PlainSimulation.run(17, () -> "result");

    assertThat(simulated.result()).isEqualTo("result");
    assertThat(simulated.seed()).isEqualTo(17);
    assertThat(simulated.steps()).isPositive();
    assertThat(simulated.elapsed()).isZero();
  }

  @Test
  void allThreadsRunOnTheOneThatCalls() {
    var carriers = new ArrayList<Thread>();

    PlainSimulation.run(
        1,
        () -> {
          carriers.add(JavaLang.currentCarrier());
          Thread.startVirtualThread(() -> carriers.add(JavaLang.currentCarrier())).join();
          Thread.ofVirtual().start(() -> carriers.add(JavaLang.currentCarrier())).join();
          try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            executor.submit(() -> carriers.add(JavaLang.currentCarrier())).get();
          }
        });

    assertThat(carriers).hasSize(4).containsOnly(Thread.currentThread());
  }

  @Test
  void aVirtualThreadCanRunASimulation() throws InterruptedException {
    var results = new ArrayList<Integer>();

    Thread.startVirtualThread(() -> results.add(PlainSimulation.run(1, () -> 42).result())).join();

    assertThat(results).containsExactly(42);
  }

  @Test
  void manySimulationsRunSideBySide() throws Exception {
    List<Callable<Simulated<Integer>>> bodies = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      bodies.add(() -> PlainSimulation.run(5, PlainThreadsTest::countWithTwoThreads));
    }

    Set<Long> hashes = new TreeSet<>();
    try (var executor = Executors.newFixedThreadPool(4)) {
      for (var each : executor.invokeAll(bodies)) {
        hashes.add(each.get().hash());
      }
    }

    assertThat(hashes).hasSize(1);
  }

  private static int countWithTwoThreads() throws InterruptedException {
    var count = new int[1];
    Runnable body =
        () -> {
          for (int i = 0; i < 20; i++) {
            synchronized (count) {
              count[0]++;
              LockSupport.parkNanos(1_000);
            }
          }
        };
    var first = Thread.startVirtualThread(body);
    var second = Thread.startVirtualThread(body);
    first.join();
    second.join();
    return count[0];
  }

  @Test
  void aMonitorExcludesTheOthersWhereverItsHolderWaits() {
    assertThat(PlainSimulation.run(5, PlainThreadsTest::countWithTwoThreads).result())
        .isEqualTo(40);
  }

  @Test
  void producersAndConsumersMeetInAQueue() {
    List<Integer> taken =
        PlainSimulation.run(
                3,
                () -> {
                  var queue = new ArrayBlockingQueue<Integer>(2);
                  var result = new ArrayList<Integer>();
                  try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                    executor.submit(
                        () -> {
                          for (int i = 0; i < 100; i++) {
                            queue.put(i);
                          }
                          return null;
                        });
                    for (int i = 0; i < 100; i++) {
                      result.add(queue.take());
                    }
                  }
                  return result;
                })
            .result();

    assertThat(taken).hasSize(100).isSorted();
  }

  @Test
  void aBarrierReleasesAllItsParties() {
    var simulated =
        PlainSimulation.run(
            3,
            () -> {
              var barrier = new CyclicBarrier(3);
              try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                var arrived =
                    executor.invokeAll(
                        List.<Callable<Integer>>of(barrier::await, barrier::await, barrier::await));
                var indices = new TreeSet<Integer>();
                for (var each : arrived) {
                  indices.add(each.get());
                }
                return indices;
              }
            });

    assertThat(simulated.result()).containsExactly(0, 1, 2);
  }

  @Test
  void whatTheBodyThrowsIsTheCauseOfTheFailureThatNamesTheSeed() {
    var thrown = new IOException("disk on fire");

    assertThatThrownBy(
            () ->
                PlainSimulation.run(
                    4711,
                    () -> {
                      throw thrown;
                    }))
        .isInstanceOfSatisfying(
            SimulationFailedError.class, error -> assertThat(error.seed()).isEqualTo(4711))
        .hasMessageContaining("seed 4711")
        .hasMessageContaining("disk on fire")
        .hasCause(thrown);
  }

  @Test
  void anExceptionThatNobodyCatchesInAThreadFailsTheRun() {
    assertThatThrownBy(
            () ->
                PlainSimulation.run(
                    1,
                    () -> {
                      Thread.ofVirtual()
                          .name("worker")
                          .start(
                              () -> {
                                throw new IllegalStateException("lost");
                              })
                          .join();
                    }))
        .hasMessageContaining("uncaught in thread #2 'worker'")
        .hasMessageContaining("lost");
  }

  @Test
  void aHandlerOfTheProgramsOwnGetsItsExceptions() {
    var handled = new ArrayList<String>();

    PlainSimulation.run(
        1,
        () -> {
          Thread.ofVirtual()
              .uncaughtExceptionHandler((thread, thrown) -> handled.add(thrown.getMessage()))
              .start(
                  () -> {
                    throw new IllegalStateException("mine");
                  })
              .join();
        });

    assertThat(handled).containsExactly("mine");
  }

  @Test
  void threadsThatAreLeftRunningAreNamed() {
    assertThatThrownBy(
            () ->
                PlainSimulation.run(
                    1, () -> Thread.ofVirtual().name("forgotten").start(LockSupport::park)))
        .hasMessageContaining("the body has ended, but these threads have not")
        .hasMessageContaining("thread #2 'forgotten', WAITING")
        .hasMessageContaining("LockSupport.park");
  }

  @Test
  void threadsThatKeepEachOtherGoingForEverAreStopped() {
    var options = PlainOptions.DEFAULT.withMaxSteps(1_000);

    assertThatThrownBy(
            () ->
                PlainSimulation.run(
                    options,
                    () -> {
                      while (true) {
                        Thread.yield();
                      }
                    }))
        .hasCauseInstanceOf(StepsExceededError.class)
        .hasMessageContaining("no end after 1000 steps");
  }

  @Test
  void waitingForWhatNeverComesIsADeadlock() {
    assertThatThrownBy(() -> PlainSimulation.run(1, () -> new ArrayBlockingQueue<>(1).take()))
        .hasCauseInstanceOf(DeadlockError.class)
        .hasMessageContaining("thread #1 'main', WAITING")
        .hasMessageContaining("ArrayBlockingQueue.take");
  }

  @Test
  void aSimulationInsideAnotherIsRefused() {
    assertThatThrownBy(() -> PlainSimulation.run(1, () -> PlainSimulation.run(2, () -> 1)))
        .hasMessageContaining("a simulation cannot run inside another one");
  }

  @Test
  void noLoopRunsOnAPlainThread() {
    assertThatThrownBy(() -> PlainSimulation.run(1, () -> Asyncio.getRunningLoop()))
        .hasMessageContaining("no running event loop");
  }

  @Test
  void aProgramOfAsyncio4jRunsOnSimulatedThreads() {
    var simulated =
        PlainSimulation.run(
            9,
            () ->
                Asyncio.run(
                    Asyncio.coroutine(
                        () -> {
                          var task =
                              Asyncio.createTask(
                                  () -> {
                                    Asyncio.sleep(3600);
                                    return "slept";
                                  });
                          return Asyncio.await(task);
                        })));

    assertThat(simulated.result()).isEqualTo("slept");
    assertThat(simulated.elapsed()).hasHours(1);
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> PlainOptions.DEFAULT.withMaxSteps(0))
        .hasMessage("maxSteps must be > 0, got 0");
    assertThatThrownBy(() -> PlainOptions.DEFAULT.withStart(java.time.Instant.ofEpochSecond(-1)))
        .hasMessage("start must be from 1970 to 2199, got 1969-12-31T23:59:59Z");
  }
}
