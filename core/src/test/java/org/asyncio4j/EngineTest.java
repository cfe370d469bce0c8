package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.asyncio4j.spi.EngineKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What both engines promise, and what only the loop engine can. */
@Timeout(300)
final class EngineTest {

  private static boolean loopEngine() {
    return !System.getProperty("asyncio4j.engine", "loop").equals("handoff");
  }

  @Test
  void eachTaskHasAThreadOfItsOwnWhileItRuns() {
    run(
        () -> {
          var threads = new ArrayList<Thread>();
          var first = createTask(() -> recordThreadAcrossASuspension(threads));
          var second = createTask(() -> recordThreadAcrossASuspension(threads));
          await(first);
          await(second);

          assertThat(threads.get(0)).isSameAs(threads.get(2)).isNotSameAs(threads.get(1));
          assertThat(threads).allMatch(Thread::isVirtual);
        });
  }

  private static void recordThreadAcrossASuspension(List<Thread> threads) {
    threads.add(Thread.currentThread());
    sleep(0);
    threads.add(Thread.currentThread());
  }

  @Test
  void finishedFramesAreReusedByTheLoopEngine() {
    assumeTrue(loopEngine());
    run(
        () -> {
          Thread first = await(createTask(Thread::currentThread));
          Thread second = await(createTask(Thread::currentThread));

          assertThat(second).isSameAs(first);
        });
  }

  @Test
  void reusedFrameCarriesNoThreadLocalsNamesOrInterruptsOver() {
    var local = new ThreadLocal<String>();
    run(
        () -> {
          await(
              createTask(
                  () -> {
                    local.set("mine");
                    Thread.currentThread().interrupt();
                  }));
          String seen =
              await(createTask(() -> local.get() + " " + Thread.currentThread().isInterrupted()));

          assertThat(seen).isEqualTo("null false");
        });
  }

  @Test
  void tasksInheritNoInheritableThreadLocals() {
    var inheritable = new InheritableThreadLocal<String>();
    inheritable.set("outer");
    try {
      run(() -> assertThat(inheritable.get()).isNull());
    } finally {
      inheritable.remove();
    }
  }

  @Test
  void virtualThreadsStartedInATaskRunElsewhere() {
    assumeTrue(loopEngine());
    run(
        () -> {
          var started = new CountDownLatch(1);
          var release = new CountDownLatch(1);
          Thread foreign =
              Thread.startVirtualThread(
                  () -> {
                    started.countDown();
                    awaitUninterruptibly(release);
                  });
          started.await(); // the task blocks, and so would the loop if it had to run the thread
          release.countDown();
          foreign.join();

          assertThat(Asyncio.currentTask()).isPresent();
        });
  }

  @Test
  void virtualThreadStartedInATaskIsNoPartOfTheLoop() {
    run(
        () -> {
          var executor = Executors.newVirtualThreadPerTaskExecutor();
          try (executor) {
            var refusal =
                await(
                    java.util.concurrent.CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            sleep(0);
                            return "no refusal";
                          } catch (IllegalStateException e) {
                            return e.getMessage();
                          }
                        },
                        executor));

            assertThat(refusal).isEqualTo("no running event loop: call this inside Asyncio.run");
          }
        });
  }

  @Test
  void taskThatBlocksInTheJdkSuspendsAlone() {
    assumeTrue(loopEngine());
    var order = new ArrayList<String>();
    run(
        () -> {
          var latch = new CountDownLatch(1);
          var blocked =
              createTask(
                  () -> {
                    order.add("blocks");
                    latch.await();
                    order.add("goes on");
                  });
          sleep(0);
          order.add("loop runs");
          latch.countDown();
          await(blocked);
        });

    assertThat(order).containsExactly("blocks", "loop runs", "goes on");
  }

  @Test
  void contendedMonitorsAndLocksSuspendTheTaskOnly() {
    assumeTrue(loopEngine());
    var monitor = new Object();
    var lock = new ReentrantLock();
    var done = new ArrayList<Integer>();
    run(
        () -> {
          var tasks = new ArrayList<Task<Void>>();
          for (int i = 0; i < 5; i++) {
            int number = i;
            tasks.add(
                createTask(
                    () -> {
                      lock.lock();
                      try {
                        synchronized (monitor) {
                          sleep(0);
                          done.add(number);
                        }
                      } finally {
                        lock.unlock();
                      }
                    }));
          }
          for (var task : tasks) {
            await(task);
          }
        });

    assertThat(done).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void strangersUnparksAndStackReadingDoNotDisturbASuspendedTask() {
    run(
        () -> {
          var gate = new Event();
          var thread = new Thread[1];
          var waits =
              createTask(
                  () -> {
                    thread[0] = Thread.currentThread();
                    gate.await();
                    return "through the gate";
                  });
          sleep(0);
          for (int i = 0; i < 100; i++) {
            LockSupport.unpark(thread[0]);
            assertThat(thread[0].getStackTrace()).isNotEmpty();
            sleep(0);
          }
          assertThat(waits.done()).isFalse();
          gate.set();

          assertThat(await(waits)).isEqualTo("through the gate");
        });
  }

  @Test
  void readingStacksOnAnotherThreadDoesNotChangeTheOrderOfTasks() throws Exception {
    int turns = 30_000;
    var threads = new Thread[2];
    var running = new CountDownLatch(2);
    var reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  awaitUninterruptibly(running);
                  while (!Thread.currentThread().isInterrupted()) {
                    threads[0].getStackTrace();
                    threads[1].getStackTrace();
                  }
                });
    var order = new ArrayList<Integer>();
    run(
        () -> {
          for (int number = 0; number < 2; number++) {
            int me = number;
            createTask(
                () -> {
                  threads[me] = Thread.currentThread();
                  running.countDown();
                  for (int i = 0; i < turns; i++) {
                    order.add(me);
                    sleep(0);
                  }
                });
          }
          while (order.size() < 2 * turns) {
            sleep(0);
          }
        });
    reader.interrupt();
    reader.join();

    for (int i = 0; i < order.size(); i++) {
      assertThat(order.get(i)).isEqualTo(i % 2);
    }
  }

  @Test
  void suspendingWhilePinnedIsAnErrorInWords() {
    assumeTrue(loopEngine());
    run(
        () ->
            // A class initializer is a native frame: the thread cannot be unmounted in it.
            assertThatThrownBy(SuspendsInItsInitializer::touch)
                .isInstanceOf(ExceptionInInitializerError.class)
                .cause()
                .hasMessageStartingWith("cannot suspend here: the thread is pinned"));
  }

  private static final class SuspendsInItsInitializer {
    static {
      sleep(0);
    }

    static void touch() {}
  }

  @Test
  void eagerStartWhilePinnedIsRefusedAndLeavesNoTask() {
    assumeTrue(loopEngine());
    run(
        () -> {
          assertThatThrownBy(StartsEagerlyInItsInitializer::touch)
              .isInstanceOf(ExceptionInInitializerError.class)
              .cause()
              .hasMessageStartingWith("cannot suspend here: the thread is pinned");
          assertThat(Asyncio.allTasks()).containsExactly(Asyncio.currentTask().orElseThrow());
        });
  }

  private static final class StartsEagerlyInItsInitializer {
    static {
      createTask(() -> 1, TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER));
    }

    static void touch() {}
  }

  @Test
  void socketsWorkDuringAndAfterTheLoop() throws Exception {
    assumeTrue(loopEngine());
    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      var accepting =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    for (int i = 0; i < 2; i++) {
                      try (var connection = server.accept()) {
                        connection.getOutputStream().write("hi".getBytes(StandardCharsets.UTF_8));
                      } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                      }
                    }
                  });
      String during = run(() -> readAll(server.getLocalPort()));
      var after = new String[1];
      Thread.startVirtualThread(() -> after[0] = readAll(server.getLocalPort())).join();
      accepting.join();

      assertThat(during).isEqualTo("hi");
      assertThat(after[0]).isEqualTo("hi");
    }
  }

  private static String readAll(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void cancellingATaskThatBlocksInTheJdkInterruptsIt() {
    assumeTrue(loopEngine());
    run(
        () -> {
          var never = new CountDownLatch(1);
          var blocked = createTask(() -> never.await());
          sleep(0);
          blocked.cancel("enough");

          assertThatThrownBy(() -> await(blocked))
              .isInstanceOf(CancelledError.class)
              .hasMessage("enough");
          assertThat(blocked.cancelled()).isTrue();
        });
  }

  @Test
  void runWorksOnAVirtualThreadToo() throws Exception {
    var result = new String[1];
    Thread.startVirtualThread(
            () ->
                result[0] =
                    run(
                        () -> {
                          sleep(0);
                          return await(createTask(() -> "done"));
                        }))
        .join();

    assertThat(result[0]).isEqualTo("done");
  }

  @Test
  void interruptOfTheRunningThreadIsKeptUntilTheLoopHasStopped() {
    Thread.currentThread().interrupt();
    run(() -> sleep(0.01));

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theOptionChoosesTheEngine() {
    for (EngineKind kind : EngineKind.values()) {
      var loop = EventLoop.create(LoopOptions.DEFAULT.withEngine(kind));

      assertThat(loop).asString().contains(kind.name());
      loop.close();
    }
  }

  @Test
  void deepStacksSuspendAndResume() {
    run(() -> assertThat(recurse(2_000)).isEqualTo(2_000));
  }

  private static int recurse(int depth) {
    if (depth == 0) {
      sleep(0);
      return 0;
    }
    return recurse(depth - 1) + 1;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
