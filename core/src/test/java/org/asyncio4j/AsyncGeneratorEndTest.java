package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import org.asyncio4j.TestLoops.Log;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asynchronous generators that nobody closes are closed nevertheless. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AsyncGeneratorEndTest {
  private final EventLoop loop = VirtualTime.newEventLoop();
  private final Reports reports = Reports.of(loop);
  private final List<String> log = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  /** {@return an endless generator; its end takes a second} */
  private static AsyncGenerator<Integer> logging(String name, List<String> log) {
    return asyncGenerator(
        out -> {
          try {
            for (int i = 0; true; i++) {
              out.emit(i);
            }
          } finally {
            log.add(name + " closes");
            sleep(1);
            log.add(name + " closed at " + Asyncio.getRunningLoop().time());
          }
        });
  }

  private static AsyncGenerator<Integer> failing(Throwable failure) {
    return asyncGenerator(
        out -> {
          try {
            out.emit(1);
          } catch (GeneratorExit exit) {
            throw Throwables.sneak(failure);
          }
        });
  }

  /** Collects garbage while the loop runs, until something has happened. */
  private void collectUntil(java.util.function.BooleanSupplier happened) {
    while (!happened.getAsBoolean()) {
      System.gc();
      loop.runUntilComplete(() -> sleep(1));
    }
  }

  private boolean allEnded() {
    return BaseEventLoop.of(loop).asyncGenerators.isEmpty();
  }

  // --- abandoned --------------------------------------------------------------------------------

  @Test
  @Behaviour(253)
  void leavingForEarlyClosesNothingUntilTheGeneratorIsCollected() {
    var closer = new AtomicReference<String>();
    loop.runUntilComplete(
        () -> {
          leaveEarly(closer);
          sleep(100);
          assertThat(closer.get()).isNull();
        });

    collectUntil(this::allEnded);

    // A task of its own, which is not the one that has pulled.
    assertThat(closer.get()).startsWith("Task-").isNotEqualTo("Task-1");
    assertThat(reports.all()).isEmpty();
  }

  private static void leaveEarly(AtomicReference<String> closer) {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              try {
                out.emit(1);
              } finally {
                sleep(1);
                closer.set(currentTask().orElseThrow().getName());
              }
            });
    for (int ignored : generator) {
      break;
    }
  }

  @Test
  @Behaviour(253)
  void leavingForEarlyClosesNothingUntilTheShutdown() {
    AsyncGenerator<Integer> generator = logging("generator", log);
    loop.runUntilComplete(
        () -> {
          for (int ignored : generator) {
            break;
          }
          sleep(5);
          assertThat(log).isEmpty();
          loop.shutdownAsyncgens();
        });

    assertThat(log).containsExactly("generator closes", "generator closed at 6.0");
  }

  @Test
  @Behaviour(254)
  void generatorThatAnotherThreadAbandonsIsClosedOnItsLoop() throws Exception {
    var held = new AtomicReference<@org.jspecify.annotations.Nullable AsyncGenerator<Integer>>();
    var where = new AtomicReference<EventLoop>();
    loop.runUntilComplete(() -> held.set(started(where)));
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  held.set(null);
                  System.gc();
                });
    other.join();

    collectUntil(this::allEnded);

    assertThat(where.get()).isSameAs(loop);
  }

  private static AsyncGenerator<Integer> started(AtomicReference<EventLoop> whereItEnds) {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              try {
                out.emit(1);
              } finally {
                whereItEnds.set(Asyncio.getRunningLoop());
              }
            });
    generator.anext();
    return generator;
  }

  @Test
  @Behaviour(253)
  void failureOfAnAbandonedGeneratorIsReportedAsItsTasks() {
    var failure = new IOException("clean-up");
    loop.runUntilComplete(() -> pullOnce(failing(failure)));

    collectUntil(() -> !reports.all().isEmpty());

    assertThat(reports.only().message()).isEqualTo("Task exception was never retrieved");
    assertThat(reports.only().exception()).containsSame(failure);
  }

  private static void pullOnce(AsyncGenerator<?> generator) {
    generator.anext();
  }

  @Test
  void abandonedGeneratorsAreClosedWhenOthersStartThoughTheLoopNeverWaits() {
    var closed = new ArrayList<String>();
    loop.runUntilComplete(
        () -> {
          pullOnce(logging("abandoned", closed));
          while (closed.isEmpty()) {
            System.gc();
            for (int ignored : AsyncGeneratorEndTest.<Integer>one(1)) {
              sleep(0);
            }
          }
        });

    assertThat(closed).containsExactly("abandoned closes");
  }

  private static <T> AsyncGenerator<T> one(T element) {
    return asyncGenerator(out -> out.emit(element));
  }

  @Test
  void generatorInUseIsNotAbandonedThoughNobodyElseHoldsIt() {
    loop.runUntilComplete(
        () -> {
          Task<Integer> puller = createTask(() -> slow().anext());
          sleep(0);
          for (int i = 0; i < 3; i++) {
            System.gc();
            sleep(1);
          }
          assertThat(Asyncio.await(puller)).isEqualTo(1);
        });

    assertThat(reports.all()).isEmpty();
  }

  private static AsyncGenerator<Integer> slow() {
    return asyncGenerator(
        out -> {
          sleep(10);
          out.emit(1);
        });
  }

  // --- shutdown ---------------------------------------------------------------------------------

  @Test
  @Behaviour(255)
  void shutdownClosesAllAtTheSameTime() {
    List<AsyncGenerator<Integer>> generators =
        List.of(logging("A", log), logging("B", log), logging("C", log));
    loop.runUntilComplete(
        () -> {
          generators.get(1).anext();
          generators.get(0).anext();
          generators.get(2).anext();
          loop.shutdownAsyncgens();
          log.add("shut down");
        });

    assertThat(log)
        .containsExactly(
            "B closes",
            "A closes",
            "C closes",
            "B closed at 1.0",
            "A closed at 1.0",
            "C closed at 1.0",
            "shut down");
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(255)
  void shutdownReportsWhatFails() {
    var failure = new IOException("clean-up");
    AsyncGenerator<Integer> failing = failing(failure);
    AsyncGenerator<Integer> good = logging("good", log);
    loop.runUntilComplete(
        () -> {
          failing.anext();
          good.anext();
          loop.shutdownAsyncgens();
        });

    assertThat(log).containsExactly("good closes", "good closed at 1.0");
    ErrorReport report = reports.only();
    assertThat(report.message())
        .startsWith("an error occurred during closing of asynchronous generator AsyncGenerator[");
    assertThat(report.exception()).containsSame(failure);
    assertThat(report.asyncgen().orElseThrow()).isSameAs(failing);
    assertThat(report.describe()).contains("asyncgen: AsyncGenerator[");
  }

  @Test
  @Behaviour(255)
  void generatorThatStartsAfterTheShutdownIsLogged() {
    try (var logged = new Log()) {
      loop.runUntilComplete(
          () -> {
            AsyncGenerator<Integer> before = logging("before", log);
            before.anext();
            loop.shutdownAsyncgens();
            assertThat(logged.records()).isEmpty();

            try (AsyncGenerator<Integer> after = logging("after", log)) {
              after.anext();
              after.anext();
            }
          });

      assertThat(logged.records()).hasSize(1);
      assertThat(logged.records().getFirst().getLevel()).isEqualTo(Level.WARNING);
      assertThat(logged.records().getFirst().getMessage())
          .startsWith("asynchronous generator AsyncGenerator[")
          .endsWith("CREATED] was scheduled after loop.shutdownAsyncgens() call");
    }
  }

  @Test
  void generatorThatSomebodyIsWaitingForIsReportedByTheShutdown() {
    AsyncGenerator<Integer> generator = slow();
    loop.runUntilComplete(
        () -> {
          Task<Integer> puller = createTask(generator::anext);
          sleep(0);
          loop.shutdownAsyncgens();
          assertThat(Asyncio.await(puller)).isEqualTo(1);
          generator.close();
        });

    assertThat(reports.only().exception().orElseThrow())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("aclose(): asynchronous generator is already running");
  }

  @Test
  void cancelledShutdownCancelsTheCleanUpsAndWaitsForThem() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              try {
                out.emit(1);
              } finally {
                try {
                  sleep(10);
                } catch (CancelledError cancelled) {
                  sleep(1);
                  log.add("cleaned up in spite of it");
                }
              }
            });
    loop.runUntilComplete(
        () -> {
          generator.anext();
          Task<?> shutdown = createTask(loop::shutdownAsyncgens);
          sleep(1);
          shutdown.cancel();
          Asyncio.wait(List.of(shutdown));

          assertThat(log).containsExactly("cleaned up in spite of it");
          assertThat(shutdown.cancelled()).isTrue();
          assertThat(loop.time()).isEqualTo(2);
        });
  }

  @Test
  void shutdownNeedsATaskOfItsLoop() {
    EventLoop other = VirtualTime.newEventLoop();

    assertThatThrownBy(loop::shutdownAsyncgens).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> other.runUntilComplete(loop::shutdownAsyncgens))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("is attached to a different loop");
    other.close();
  }

  @Test
  @Behaviour(229)
  void runClosesGeneratorsAfterItHasEndedTheTasks() {
    AsyncGenerator<Integer> generator = logging("generator", log);
    var failure = new IllegalStateException("main");

    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      generator.anext();
                      createTask(
                          () -> {
                            try {
                              sleep(100);
                            } finally {
                              sleep(1);
                              log.add("task ended");
                            }
                          });
                      sleep(1);
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThat(log).containsExactly("task ended", "generator closes", "generator closed at 3.0");
  }

  // --- a loop that is closed without a shutdown -------------------------------------------------

  @Test
  void closingTheLoopEndsAndReportsWhatIsLeft() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              try {
                out.emit(1);
              } finally {
                log.add("finally");
              }
            });
    loop.runUntilComplete(() -> generator.anext());

    loop.close();

    assertThat(log).containsExactly("finally");
    assertThat(reports.only().message())
        .matches(
            "asynchronous generator AsyncGenerator\\[.*, SUSPENDED] was destroyed but it is not"
                + " closed");
    assertThat(reports.only().asyncgen().orElseThrow()).isSameAs(generator);
    assertThat(reports.only().exception()).isEmpty();
    assertThat(generator.iterator().hasNext()).isFalse();
  }

  @Test
  void cleanUpCannotWaitForAClosedLoop() {
    AsyncGenerator<Integer> generator = logging("generator", log);
    loop.runUntilComplete(() -> generator.anext());

    loop.close();

    assertThat(log).containsExactly("generator closes");
    assertThat(reports.only().exception().orElseThrow())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no running event loop");
  }

  @Test
  void cleanUpMayBlockInTheJdkEvenThen() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              try {
                out.emit(1);
              } finally {
                Thread.ofPlatform().start(() -> {}).join();
                Thread.sleep(1); // the JDK's own timed park is what must work here
                log.add("finally");
              }
            });
    loop.runUntilComplete(() -> generator.anext());

    loop.close();

    assertThat(log).containsExactly("finally");
  }

  @Test
  void generatorThatIgnoresTheEndIsReported() {
    AsyncGenerator<Integer> stubborn =
        asyncGenerator(
            out -> {
              while (true) {
                try {
                  out.emit(1);
                } catch (GeneratorExit ignored) {
                  log.add("ignored");
                }
              }
            });
    loop.runUntilComplete(() -> stubborn.anext());

    loop.close();

    assertThat(log).containsExactly("ignored");
    assertThat(reports.only().exception().orElseThrow())
        .hasMessage("async generator ignored GeneratorExit");
  }

  @Test
  void abandonedGeneratorWhoseTaskNeverCameIsEndedByTheLoop() {
    loop.runUntilComplete(() -> pullOnce(logging("generator", log)));
    var asyncGenerators = BaseEventLoop.of(loop).asyncGenerators;
    while (loop.toString().contains("ready=0")) {
      System.gc();
      asyncGenerators.closeAbandoned(); // schedules the task
    }

    loop.close();

    assertThat(log).containsExactly("generator closes");
    assertThat(reports.only().asyncgen()).isEmpty();
  }

  // --- nothing is kept --------------------------------------------------------------------------

  /** Starts a generator that nobody closes. {@return what only its body holds} */
  private static WeakReference<Object> abandonOne() {
    var payload = new Object();
    AsyncGenerator<Object> generator =
        asyncGenerator(
            out -> {
              while (true) {
                out.emit(payload);
              }
            });
    generator.anext();
    return new WeakReference<>(payload);
  }

  private static List<WeakReference<Object>> abandonMany() {
    var payloads = new ArrayList<WeakReference<Object>>();
    for (int i = 0; i < 5_000; i++) {
      payloads.add(abandonOne());
    }
    return payloads;
  }

  @Test
  void abandonedGeneratorsHoldNothingWhileTheLoopRuns() {
    List<WeakReference<Object>> payloads = loop.runUntilComplete(() -> abandonMany());

    collectUntil(this::allEnded);

    payloads.forEach(TestLoops::awaitCollection);
    assertThat(reports.all()).isEmpty();
  }

  @Test
  void abandonedGeneratorsHoldNothingOnceTheLoopIsClosed() {
    List<WeakReference<Object>> payloads = loop.runUntilComplete(() -> abandonMany());

    loop.close();

    payloads.forEach(TestLoops::awaitCollection);
    assertThat(allEnded()).isTrue();
  }

  @Test
  void abandonedGeneratorsHoldNothingAfterARun() {
    VirtualTime.run(() -> abandonMany()).forEach(TestLoops::awaitCollection);
  }

  @Test
  void endedGeneratorHoldsNothingOfItsBody() {
    var held = new ArrayList<AsyncGenerator<Object>>();
    WeakReference<Object> payload = loop.runUntilComplete(() -> endOne(held));

    TestLoops.awaitCollection(payload);

    assertThat(held).hasSize(1);
  }

  private static WeakReference<Object> endOne(List<AsyncGenerator<Object>> held) {
    var payload = new Object();
    AsyncGenerator<Object> generator = asyncGenerator(out -> out.emit(payload));
    held.add(generator);
    for (Object ignored : generator) {
      assertThat(ignored).isNotNull();
    }
    return new WeakReference<>(payload);
  }
}
