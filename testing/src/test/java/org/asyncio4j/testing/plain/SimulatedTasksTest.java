package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.asyncio4j.Asyncio;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.spi.EngineKind;
import org.asyncio4j.testing.AsyncTests;
import org.asyncio4j.testing.DeadlockError;
import org.asyncio4j.testing.TestOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks of asyncio4j and plain threads in one simulation. */
@Timeout(60)
final class SimulatedTasksTest {

  private static <T> Simulated<T> runTask(long seed, Callable<T> body) {
    return PlainSimulation.runTask(PlainOptions.DEFAULT.withSeed(seed), body);
  }

  @Test
  void aTaskThatBlocksInTheJdkSleepsInVirtualTime() {
    var simulated =
        runTask(
            1,
            () -> {
              var other = createTask(() -> sleep(1800));
              Thread.sleep(Duration.ofHours(1));
              return other.done();
            });

    assertThat(simulated.result()).isTrue();
    assertThat(simulated.elapsed()).hasHours(1);
  }

  @Test
  void threadsThatATaskStartsAreSimulated() {
    var simulated =
        runTask(
            1,
            () -> {
              var queue = new LinkedBlockingQueue<String>();
              Thread.startVirtualThread(
                  () -> {
                    LockSupport.parkNanos(5_000_000_000L);
                    queue.add("from " + JavaLang.currentCarrier().getName());
                  });
              return queue.take();
            });

    assertThat(simulated.result()).isEqualTo("from " + Thread.currentThread().getName());
    assertThat(simulated.elapsed()).hasSeconds(5);
  }

  @Test
  void aPlainThreadDoesNotSeeTheLoopBesideIt() {
    var seen =
        runTask(
                1,
                () -> {
                  var loop = Asyncio.getRunningLoop();
                  var future = new CompletableFuture<String>();
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          Asyncio.getRunningLoop();
                        } catch (IllegalStateException e) {
                          loop.callSoonThreadsafe(() -> future.complete(e.getMessage()));
                        }
                      });
                  return Asyncio.await(future);
                })
            .result();

    assertThat(seen).isEqualTo("no running event loop: call this inside Asyncio.run");
  }

  @Test
  void tasksAndThreadsComeInManyOrders() {
    var orders = new HashSet<List<String>>();

    for (int seed = 0; seed < 100; seed++) {
      orders.add(
          runTask(
                  seed,
                  () -> {
                    var order = new ArrayList<String>();
                    var thread = Thread.startVirtualThread(() -> order.add("thread"));
                    var task = createTask(() -> order.add("task"));
                    var other = createTask(() -> order.add("other"));
                    Asyncio.await(task);
                    Asyncio.await(other);
                    thread.join();
                    return order;
                  })
              .result());
    }

    assertThat(orders).hasSize(6);
  }

  @Test
  void aMonitorIsSharedByTasksAndThreadsInTheSameOrderEachTime() {
    var hashes = new HashSet<Long>();

    for (int run = 0; run < 50; run++) {
      hashes.add(runTask(7, SimulatedTasksTest::shareAMonitor).hash());
    }

    assertThat(hashes).hasSize(1);
  }

  private static int shareAMonitor() throws InterruptedException {
    var count = new int[1];
    Runnable body =
        () -> {
          for (int i = 0; i < 10; i++) {
            synchronized (count) {
              count[0]++;
              Thread.yield();
            }
          }
        };
    var thread = Thread.startVirtualThread(body);
    var task = createTask(() -> body.run());
    var second = Thread.startVirtualThread(body);
    Asyncio.await(task);
    thread.join();
    second.join();
    return count[0];
  }

  @Test
  void blockingFunctionsRunOnSimulatedThreads() {
    var simulated =
        runTask(
            1,
            () -> {
              var first = createTask(() -> Asyncio.toThread(() -> sleepFor(60)));
              var second = createTask(() -> Asyncio.toThread(() -> sleepFor(40)));
              return Asyncio.await(first) + Asyncio.await(second);
            });

    assertThat(simulated.result()).isEqualTo(100);
    assertThat(simulated.elapsed()).hasSeconds(60);
  }

  private static int sleepFor(int seconds) throws InterruptedException {
    Thread.sleep(Duration.ofSeconds(seconds));
    return seconds;
  }

  @Test
  void whoWaitsForWhomIsSaidOfTasksAndThreads() {
    assertThatThrownBy(
            () ->
                runTask(
                    1,
                    () -> {
                      var thread =
                          Thread.ofVirtual().name("stuck").start(() -> LockSupport.park("cause"));
                      thread.join();
                      return null;
                    }))
        .hasCauseInstanceOf(DeadlockError.class)
        .hasMessageContaining("thread #1 'stuck', WAITING, waits for java.lang.String")
        .hasMessageContaining("Task-1");
  }

  @Test
  void aThreadThatATaskLeavesRunningIsNamed() {
    assertThatThrownBy(
            () -> runTask(1, () -> Thread.ofVirtual().name("forgotten").start(LockSupport::park)))
        .hasMessageContaining("thread #1 'forgotten', WAITING");
  }

  @Test
  void aTestInASimulationLeavesNoThreadToTheNextTest() {
    PlainSimulation.run(1, () -> AsyncTests.run(() -> sleep(1)));

    var handoff = TestOptions.DEFAULT.withLoop(LoopOptions.DEFAULT.withEngine(EngineKind.HANDOFF));
    assertThat(AsyncTests.<Integer>run(handoff, () -> 7)).isEqualTo(7);
  }

  @Test
  void anExplorationWithoutRunsIsRefused() {
    assertThatThrownBy(() -> PlainSimulation.explore(0, () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("runs must be > 0, got 0");
  }
}
