package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.TestLoops.awaitBlocked;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.asyncio4j.TestLoops.Log;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocking functions on executors of all kinds, well behaved and not. */
@Timeout(60)
final class RunInExecutorTest {
  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());

  @Test
  void anyExecutorOfTheJdkServes() {
    try (ExecutorService pool = Executors.newFixedThreadPool(1);
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
        ForkJoinPool forkJoin = new ForkJoinPool(1)) {
      Executor newThread = command -> Thread.ofPlatform().start(command);
      VirtualTime.run(
          () -> {
            EventLoop loop = getRunningLoop();
            for (Executor executor : List.of(pool, virtual, forkJoin, newThread)) {
              Thread thread = await(loop.runInExecutor(executor, Thread::currentThread));
              assertThat(thread).isNotSameAs(Thread.currentThread());
              await(loop.runInExecutor(executor, () -> events.add("ran")));
            }
          });
    }

    assertThat(events).containsExactly("ran", "ran", "ran", "ran");
  }

  @Test
  void executorThatRunsInTheCallersThreadCompletesTheFutureInTheNextIteration() {
    VirtualTime.run(
        () -> {
          Future<String> future = getRunningLoop().runInExecutor(Runnable::run, () -> "result");

          assertThat(future.done()).isFalse();
          assertThat(await(future)).isEqualTo("result");
        });
  }

  @Test
  void contextIsNotPropagated() {
    var variable = new ContextVar<String>("variable");
    VirtualTime.run(
        () -> {
          variable.set("the task's");
          Executor newThread = command -> Thread.ofPlatform().start(command);

          assertThat(await(getRunningLoop().runInExecutor(newThread, () -> variable.get("none"))))
              .isEqualTo("none");
        });
  }

  @Test
  void refusalOfTheExecutorIsThrownAndNothingIsLeftUnderWay() {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    pool.shutdown();
    VirtualTime.run(
        () -> {
          assertThatThrownBy(() -> getRunningLoop().runInExecutor(pool, () -> events.add("ran")))
              .isInstanceOf(RejectedExecutionException.class);
          sleep(5); // virtual time goes on

          assertThat(getRunningLoop().time()).isEqualTo(5);
        });
    assertThat(events).isEmpty();
  }

  @Test
  void closedLoopRefuses() {
    EventLoop loop = VirtualTime.newEventLoop();
    loop.close();

    assertThatThrownBy(() -> loop.runInExecutor(Runnable::run, () -> events.add("ran")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("event loop is closed");
    assertThatThrownBy(() -> loop.runInExecutor(() -> events.add("ran")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("event loop is closed");
    assertThat(events).isEmpty();
  }

  @Test
  void functionThatItsExecutorDropsFailsWhenTheCollectorFindsIt() throws InterruptedException {
    var collecting = new AtomicReference<Thread>();
    VirtualTime.run(
        () -> {
          var accepted = new ArrayList<WeakReference<Runnable>>();
          Future<?> dropped =
              getRunningLoop()
                  .runInExecutor(
                      command -> accepted.add(new WeakReference<>(command)),
                      () -> events.add("ran"));
          collecting.set(
              Thread.ofPlatform().start(() -> TestLoops.awaitCollection(accepted.getFirst())));

          assertThatThrownBy(() -> await(dropped))
              .isInstanceOf(RejectedExecutionException.class)
              .hasMessage("the executor dropped the function without running it");
        });
    collecting.get().join();
    assertThat(events).isEmpty();
  }

  @Test
  void functionThatIsRunTwiceRunsOnce() {
    VirtualTime.run(
        () -> {
          Executor twice =
              command -> {
                command.run();
                command.run();
              };
          await(getRunningLoop().runInExecutor(twice, () -> events.add("ran")));
          sleep(1);

          assertThat(getRunningLoop().time()).isEqualTo(1);
        });
    assertThat(events).containsExactly("ran");
  }

  @Test
  @Behaviour(68)
  void outcomeThatComesAfterTheLoopIsClosedIsDropped() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var threads = new ArrayList<Thread>();
    EventLoop loop = VirtualTime.newEventLoop();
    var reports = Reports.of(loop);
    try (var log = new Log()) {
      Future<String> future =
          loop.runInExecutor(
              command -> threads.add(Thread.ofPlatform().start(command)),
              () -> {
                begun.countDown();
                release.await();
                return "too late";
              });
      begun.await();
      loop.close();
      release.countDown();
      threads.getFirst().join();

      assertThat(future.done()).isFalse();
      assertThat(reports.all()).isEmpty();
      assertThat(log.records()).isEmpty();
    }
  }

  @Test
  void exceptionThatComesAfterTheLoopIsClosedIsOnlyLogged() throws InterruptedException {
    var failure = new IllegalStateException("too late");
    var begun = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var threads = new ArrayList<Thread>();
    EventLoop loop = VirtualTime.newEventLoop();
    try (var log = new Log()) {
      log.showDebug();
      loop.runInExecutor(
          command -> threads.add(Thread.ofPlatform().start(command)),
          () -> {
            begun.countDown();
            release.await();
            throw failure;
          });
      begun.await();
      loop.close();
      release.countDown();
      threads.getFirst().join();

      assertThat(log.records())
          .filteredOn(record -> record.getThrown() != null)
          .singleElement()
          .satisfies(record -> assertThat(record.getThrown()).isSameAs(failure));
    }
  }

  @Test
  void exceptionThatNobodyRetrievesIsReported() {
    var reports = new ArrayList<ErrorReport>();
    VirtualTime.run(
        () -> {
          getRunningLoop().setExceptionHandler((loop, report) -> reports.add(report));
          getRunningLoop()
              .runInExecutor(
                  Runnable::run,
                  () -> {
                    throw new IllegalStateException("nobody asks");
                  });
          sleep(0);
        });

    assertThat(reports)
        .extracting(ErrorReport::message)
        .containsExactly("Future exception was never retrieved");
  }

  @Test
  void outcomeTakesAsManyIterationsAsInPython() {
    var polls = new Polls();
    EventLoop loop = polls.newLoop();
    loop.runUntilComplete(
        () -> {
          int before = polls.count();
          await(loop.runInExecutor(Runnable::run, () -> "result"));
          // One in which the outcome arrives, one in which the task goes on.
          assertThat(polls.count() - before).isEqualTo(2);
        });
    loop.close();
  }

  /** A task that parks inside execute would let others run, though the call is no await. */
  @Test
  void callDoesNotSuspendTheTaskThoughTheExecutorsLockIsHeld() throws InterruptedException {
    var lock = new ReentrantLock();
    var held = new CountDownLatch(1);
    var contended = new CountDownLatch(1);
    Thread holder =
        Thread.ofPlatform()
            .start(
                () -> {
                  lock.lock();
                  try {
                    held.countDown();
                    contended.await();
                    while (!lock.hasQueuedThreads()) {
                      Thread.onSpinWait();
                    }
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  } finally {
                    lock.unlock();
                  }
                });
    held.await();
    Executor withLock =
        command -> {
          contended.countDown();
          lock.lock();
          lock.unlock();
          Thread.ofPlatform().start(command);
        };

    VirtualTime.run(
        () -> {
          Task<?> other = createTask(() -> events.add("another task runs"));
          Future<String> future = getRunningLoop().runInExecutor(withLock, () -> "result");
          events.add("after the call");
          await(other);
          await(future);
        });

    holder.join();
    assertThat(events).containsExactly("after the call", "another task runs");
  }

  @Test
  @Behaviour(241)
  void cancellingTheFutureOfARunningFunctionDetachesIt() {
    VirtualTime.run(
        () -> {
          var begun = new CountDownLatch(1);
          var release = new CountDownLatch(1);
          var threads = new ArrayList<Thread>();
          Future<?> future =
              getRunningLoop()
                  .runInExecutor(
                      command -> threads.add(Thread.ofPlatform().start(command)),
                      () -> {
                        begun.countDown();
                        release.await();
                        events.add("the function ends");
                      });
          begun.await();

          assertThat(future.cancel("enough")).isTrue();
          assertThat(future.cancelled()).isTrue();
          assertThat(future.cancel()).isFalse();
          awaitBlocked(threads.getFirst());
          release.countDown();
          threads.getFirst().join();
          assertThatThrownBy(() -> await(future)).hasMessage("enough");
        });
    assertThat(events).containsExactly("the function ends");
  }
}
