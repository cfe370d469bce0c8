package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.asyncio4j.TestLoops.Log;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocking functions on threads of the default executor. */
@Timeout(60)
final class ToThreadTest {
  private static final ContextVar<String> VARIABLE = new ContextVar<>("variable");

  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());

  @Test
  @Behaviour(239)
  void resultOfTheFunctionIsGivenAndTheLoopGoesOnMeanwhile() {
    VirtualTime.run(
        () -> {
          var release = new CountDownLatch(1);
          createTask(
              () -> {
                events.add("another task runs");
                release.countDown();
              });

          String result =
              toThread(
                  () -> {
                    release.await();
                    return "result";
                  });

          assertThat(result).isEqualTo("result");
          assertThat(events).containsExactly("another task runs");
        });
  }

  @Test
  void functionRunsOnAPlatformThreadThatIsNoDaemon() {
    VirtualTime.run(
        () -> {
          toThread(() -> events.add(Thread.currentThread()));

          assertThat(events)
              .singleElement()
              .isInstanceOfSatisfying(
                  Thread.class,
                  thread -> {
                    assertThat(thread.isVirtual()).isFalse();
                    assertThat(thread.isDaemon()).isFalse();
                    assertThat(thread.getName()).isEqualTo("asyncio4j-thread-0");
                  });
        });
  }

  @Test
  void functionIsNoPartOfTheTask() {
    VirtualTime.run(
        () ->
            toThread(
                () ->
                    assertThatThrownBy(() -> sleep(1))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("no running event loop: call this inside Asyncio.run")));
  }

  @Test
  @Behaviour(239)
  void exceptionOfTheFunctionIsThrownTheSameObject() {
    VirtualTime.run(
        () -> {
          for (Throwable thrown :
              List.of(new IOException("checked"), new AssertionError("error"))) {
            assertThatThrownBy(
                    () ->
                        toThread(
                            () -> {
                              throw Throwables.sneak(thrown);
                            }))
                .isSameAs(thrown);
          }
        });
  }

  @Test
  @Behaviour(240)
  void exceptionThatEndsAnIterationArrivesLikeAnyOther() {
    VirtualTime.run(
        () ->
            assertThatThrownBy(() -> toThread(() -> List.of().iterator().next()))
                .isInstanceOf(NoSuchElementException.class));
  }

  @Test
  @Behaviour(239)
  void functionSeesACopyOfTheContext() {
    VirtualTime.run(
        () -> {
          VARIABLE.set("the task's");

          String seen =
              toThread(
                  () -> {
                    String before = VARIABLE.get();
                    VARIABLE.set("the thread's");
                    return before + ", then " + VARIABLE.get();
                  });

          assertThat(seen).isEqualTo("the task's, then the thread's");
          assertThat(VARIABLE.get()).isEqualTo("the task's");
          // On the same thread again: nothing has stayed there.
          assertThat(toThread(() -> VARIABLE.get())).isEqualTo("the task's");
        });
  }

  @Test
  @Behaviour(239)
  void callsRunConcurrently() {
    VirtualTime.run(
        () -> {
          var meeting = new CyclicBarrier(2);
          MeetingTask meet = () -> toThread(() -> meeting.await());

          List<Integer> arrivals = await(gather(meet::call, meet::call));

          assertThat(arrivals).containsExactlyInAnyOrder(0, 1);
        });
  }

  @FunctionalInterface
  private interface MeetingTask {
    Integer call() throws Exception;
  }

  @Test
  void idleThreadIsUsedAgain() {
    VirtualTime.run(
        () -> {
          Thread first = toThread(Thread::currentThread);
          TestLoops.awaitBlocked(first);

          assertThat(toThread(Thread::currentThread)).isSameAs(first);
        });
  }

  @Test
  void lazyFormIsACoroutine() {
    VirtualTime.run(
        () -> {
          Coroutine<Boolean> lazy = Asyncio.coroutine(() -> toThread(() -> events.add("ran")));
          assertThat(events).isEmpty();

          assertThat(await(lazy)).isTrue();
          assertThat(events).containsExactly("ran");
        });
  }

  @Test
  void outsideATaskItIsRefused() {
    assertThatThrownBy(() -> toThread(() -> events.add("ran")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no running event loop: call this inside Asyncio.run");
    assertThat(events).isEmpty();
  }

  @Test
  @Behaviour(241)
  void cancellationDetachesTheFunctionWhichRunsToItsEnd() {
    VirtualTime.run(
        () -> {
          var begun = new CountDownLatch(1);
          var release = new CountDownLatch(1);
          var ended = new CountDownLatch(1);
          Task<?> task =
              createTask(
                  () ->
                      toThread(
                          () -> {
                            begun.countDown();
                            release.await();
                            events.add(Thread.currentThread().isInterrupted());
                            ended.countDown();
                          }));
          sleep(0);
          begun.await();

          task.cancel("enough");

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("enough");
          assertThat(events).isEmpty();
          release.countDown();
          ended.await();
        });

    assertThat(events).containsExactly(false);
  }

  @Test
  void exceptionOfADetachedFunctionIsOnlyLogged() {
    try (var log = new Log()) {
      log.showDebug();
      var failure = new IOException("too late");
      VirtualTime.run(
          () -> {
            var reports = Reports.of(getRunningLoop());
            var begun = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            Task<?> task =
                createTask(
                    () ->
                        toThread(
                            () -> {
                              begun.countDown();
                              release.await();
                              throw failure;
                            }));
            sleep(0);
            begun.await();
            task.cancel();
            assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
            release.countDown();
            getRunningLoop().shutdownDefaultExecutor();
            sleep(0);
            assertThat(reports.all()).isEmpty();
          });

      assertThat(log.records())
          .filteredOn(record -> record.getThrown() != null)
          .singleElement()
          .satisfies(record -> assertThat(record.getThrown()).isSameAs(failure));
    }
  }

  @Test
  void functionThatHasNotBegunNeverRuns() {
    VirtualTime.run(
        () -> {
          var release = new CountDownLatch(1);
          getRunningLoop().setDefaultExecutor(Executors.newSingleThreadExecutor());
          Task<?> first = createTask(() -> toThread(() -> release.await()));
          Task<?> second = createTask(() -> toThread(() -> events.add("ran")));
          Task<?> third =
              createTask(() -> toThread(() -> events.add("ran"), WhenCancelled.INTERRUPT));
          sleep(0);

          second.cancel();
          third.cancel();

          assertThatThrownBy(() -> await(second)).isInstanceOf(CancelledError.class);
          assertThatThrownBy(() -> await(third)).isInstanceOf(CancelledError.class);
          release.countDown();
          await(first);
        });

    assertThat(events).isEmpty();
  }

  @Test
  void virtualTimeStandsStillWhileAThreadWorks() {
    VirtualTime.run(
        () -> {
          var begun = new CountDownLatch(1);
          var release = new CountDownLatch(1);
          Task<?> sleeping = createTask(() -> sleep(1000));
          Task<?> working =
              createTask(
                  () ->
                      toThread(
                          () -> {
                            begun.countDown();
                            release.await();
                          }));
          sleep(0);
          begun.await();
          Thread releasing = Thread.ofPlatform().start(release::countDown);

          await(working);

          assertThat(getRunningLoop().time()).isZero();
          await(sleeping);
          assertThat(getRunningLoop().time()).isEqualTo(1000);
          releasing.join();
        });
  }

  @Test
  void detachedFunctionIsStillWorkThatTheClockWaitsFor() {
    VirtualTime.run(
        () -> {
          EventLoop loop = getRunningLoop();
          Future<String> news = loop.createFuture();
          var begun = new CountDownLatch(1);
          var detached = new CountDownLatch(1);
          Task<?> task =
              createTask(
                  () ->
                      toThread(
                          () -> {
                            begun.countDown();
                            detached.await();
                            loop.callSoonThreadsafe(() -> news.setResult("from the thread"));
                          }));
          sleep(0);
          begun.await();
          task.cancel();
          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          detached.countDown();

          // Not a deadlock, although nothing of the loop can ever end this wait.
          assertThat(await(news)).isEqualTo("from the thread");
        });
  }
}
