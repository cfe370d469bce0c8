package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.internal.loop.ParkReactor;
import org.asyncio4j.spi.Reactor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads and the real clock; no test depends on how fast they are. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ThreadsafeTest {
  private final CountDownLatch waiting = new CountDownLatch(1);
  private final EventLoop loop =
      EventLoop.create(LoopOptions.DEFAULT.withReactor(SignallingReactor::new));
  private final Reports reports = Reports.of(loop);
  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());

  /** Tells when the loop begins to wait without a limit. */
  private final class SignallingReactor implements Reactor {
    private final Reactor reactor = new ParkReactor();

    @Override
    public void await(long timeoutNanos, boolean outsideWork) {
      if (timeoutNanos == FOREVER) {
        waiting.countDown();
      }
      reactor.await(timeoutNanos, outsideWork);
    }

    @Override
    public void wakeup() {
      reactor.wakeup();
    }
  }

  @AfterEach
  void close() {
    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Behaviour(3)
  void callFromTheLoopsOwnThreadKeepsItsPlace() {
    loop.callSoon(
        () -> {
          loop.callSoon(() -> events.add("soon"));
          loop.callSoonThreadsafe(() -> events.add("threadsafe"));
          loop.callSoon(() -> events.add("soon again"));
          loop.callSoon(loop::stop);
        });

    loop.runForever();

    assertThat(events).containsExactly("soon", "threadsafe", "soon again");
  }

  @Test
  @Behaviour(3)
  void callFromAThreadKeepsItsPlaceBeforeLaterCallsInALoopThatIsIdle() throws InterruptedException {
    loop.callSoon(() -> events.add("soon"));
    Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(() -> events.add("thread"))).join();
    loop.callSoon(() -> events.add("soon again"));
    loop.callSoonThreadsafe(() -> events.add("threadsafe"));
    loop.callSoon(() -> loop.callSoon(loop::stop));

    loop.runForever();

    assertThat(events).containsExactly("soon", "thread", "soon again", "threadsafe");
  }

  @Test
  @Behaviour(3)
  void callFromAThreadKeepsItsPlaceBeforeLaterCallsInALoopThatRuns() {
    loop.callSoon(
        () -> {
          loop.callSoon(() -> events.add("soon"));
          Thread other =
              Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(() -> events.add("thread")));
          while (other.isAlive()) { // a join would let the loop go on meanwhile
            Thread.onSpinWait();
          }
          loop.callSoon(() -> events.add("soon again"));
          loop.createTask(() -> events.add("task"));
          loop.callSoon(() -> loop.callSoon(loop::stop));
        });

    loop.runForever();

    assertThat(events).containsExactly("soon", "thread", "soon again", "task");
  }

  @Test
  @Behaviour(4)
  void callFromAnotherThreadWakesAWaitingLoop() throws InterruptedException {
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  awaitLatch(waiting);
                  loop.callSoonThreadsafe(loop::stop);
                });

    loop.runForever();

    other.join();
    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  void callBeforeTheLoopRunsIsNotLost() throws InterruptedException {
    Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(loop::stop)).join();

    loop.runForever();

    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  void callbackRunsOnTheLoop() throws InterruptedException {
    Thread other =
        Thread.ofPlatform()
            .start(
                () ->
                    loop.callSoonThreadsafe(
                        () -> {
                          events.add(Asyncio.getRunningLoop());
                          loop.stop();
                        }));

    loop.runForever();

    other.join();
    assertThat(events).containsExactly(loop);
  }

  @Test
  void callsOfOneThreadKeepTheirOrderAndNoneOfManyIsLost() throws InterruptedException {
    int threads = 4;
    int calls = 2_000;
    var callers = new ArrayList<Thread>();
    for (int thread = 0; thread < threads; thread++) {
      int offset = thread * calls;
      callers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < calls; i++) {
                      int number = offset + i;
                      loop.callSoonThreadsafe(() -> record(number, threads * calls));
                    }
                  }));
    }

    loop.runForever();

    for (Thread caller : callers) {
      caller.join();
    }
    for (int thread = 0; thread < threads; thread++) {
      int first = thread * calls;
      assertThat(events)
          .filteredOn(event -> isIn(event, first, calls))
          .isEqualTo(IntStream.range(first, first + calls).boxed().toList());
    }
  }

  private static boolean isIn(Object event, int first, int calls) {
    int number = (Integer) event;
    return number >= first && number < first + calls;
  }

  private void record(int number, int total) {
    events.add(number);
    if (events.size() == total) {
      loop.stop();
    }
  }

  @Test
  @Behaviour(22)
  void callbackRunsOnceThoughTheLoopIsStoppedAndRunAgain() throws InterruptedException {
    Thread.ofPlatform()
        .start(
            () -> {
              loop.callSoonThreadsafe(loop::stop);
              loop.callSoonThreadsafe(() -> events.add("ran"));
            })
        .join();

    loop.runForever();
    loop.callSoon(loop::stop);
    loop.runForever();

    assertThat(events).containsExactly("ran");
  }

  @Test
  void callbackRunsInTheContextGivenOrInACopyOfTheCallersOwn() throws Exception {
    var variable = new ContextVar<String>("variable");
    var given = new Context();
    given.run(() -> variable.set("given"));
    var callers = new Context();
    callers.run(
        () -> {
          variable.set("the caller's");
          loop.callSoonThreadsafe(() -> events.add(variable.get()));
          loop.callSoonThreadsafe(() -> events.add(variable.get()), given);
          variable.set("later");
        });
    loop.callSoonThreadsafe(loop::stop);

    loop.runForever();

    assertThat(events).containsExactly("the caller's", "given");
  }

  @Test
  void onlyOneThreadRunsALoop() throws InterruptedException {
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  awaitLatch(waiting);
                  assertRunRefused();
                  loop.callSoonThreadsafe(loop::stop);
                });

    loop.runForever();

    other.join();
    assertThat(events).containsExactly("this event loop is already running");
  }

  private void assertRunRefused() {
    try {
      loop.runForever();
    } catch (IllegalStateException refused) {
      events.add(refused.getMessage());
    }
  }

  @Test
  void loopRunsOnOneThreadAfterAnother() throws InterruptedException {
    Runnable run = () -> events.add(loop.runUntilComplete(() -> Asyncio.sleep(0, "ran")));

    Thread.ofPlatform().start(run).join();
    Thread.ofVirtual().start(run).join();
    run.run();

    assertThat(events).containsExactly("ran", "ran", "ran");
  }

  @Test
  void closedLoopRefusesOtherThreadsToo() throws InterruptedException {
    loop.close();

    Thread.ofPlatform()
        .start(
            () ->
                assertThatThrownBy(() -> loop.callSoonThreadsafe(() -> {}))
                    .satisfies(refused -> events.add(refused.getMessage())))
        .join();

    assertThat(events).containsExactly("event loop is closed");
  }

  @Test
  @Behaviour(32)
  void callbackRunsInACopyOfTheCallingThreadsContextOrInTheOneGiven() throws InterruptedException {
    var variable = new ContextVar<>("variable", "unset");
    var given = new Context();
    Thread.ofPlatform()
        .start(
            () -> {
              variable.set("the thread's");
              loop.callSoonThreadsafe(
                  () -> {
                    events.add(variable.get());
                    variable.set("the callback's");
                  });
              loop.callSoonThreadsafe(() -> variable.set("the callback's"), given);
              variable.set("later");
              loop.callSoonThreadsafe(() -> events.add(variable.get()));
              loop.callSoonThreadsafe(loop::stop);
            })
        .join();

    loop.runForever();

    assertThat(events).containsExactly("the thread's", "later");
    assertThat(given.get(variable)).isEqualTo("the callback's");
  }
}
