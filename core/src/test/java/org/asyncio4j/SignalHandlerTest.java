package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Handlers of signals on a loop; the signals are real. */
@Timeout(60)
final class SignalHandlerTest {
  private static final Signal USR1 = new Signal("USR1");

  private final SynchronousQueue<String> outside = new SynchronousQueue<>();
  private final List<String> trace = new ArrayList<>();
  private SignalHandler before;

  @BeforeEach
  void somebodyElseListens() {
    before = Signal.handle(USR1, signal -> hand("outside"));
  }

  @AfterEach
  void nobodyListens() {
    Signal.handle(USR1, before);
  }

  private void hand(String what) {
    try {
      outside.put(what);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void raise() {
    Signal.raise(USR1);
  }

  private void assertThatTheFormerHandlerIsBack() throws InterruptedException {
    raise();
    assertThat(outside.take()).isEqualTo("outside");
  }

  @Test
  void handlerRunsOnTheLoopAndWakesIt() {
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          Future<EventLoop> seen = loop.createFuture();
          loop.addSignalHandler("USR1", () -> seen.setResult(getRunningLoop()));
          raise();

          assertThat(Asyncio.await(seen)).isSameAs(loop);
        });
  }

  @Test
  void handlerRunsOnceForEachSignal() {
    run(
        () -> {
          var arrived = new Semaphore(0);
          getRunningLoop().addSignalHandler("SIGUSR1", arrived::release);
          raise();
          arrived.acquire();
          raise();
          arrived.acquire();
          sleep(0);

          assertThat(arrived.locked()).isTrue();
        });
  }

  @Test
  void handlerRunsInTheContextOfItsAdding() {
    var variable = new ContextVar<String>("variable");
    run(
        () -> {
          Future<String> seen = getRunningLoop().createFuture();
          variable.set("then");
          getRunningLoop().addSignalHandler("USR1", () -> seen.setResult(variable.get()));
          variable.set("now");
          raise();

          assertThat(Asyncio.await(seen)).isEqualTo("then");
        });
  }

  @Test
  void laterHandlerReplacesTheEarlierOneUnderEitherName() throws Exception {
    run(
        () -> {
          var arrived = new Event();
          EventLoop loop = getRunningLoop();
          loop.addSignalHandler("USR1", () -> trace.add("earlier"));
          loop.addSignalHandler(
              "SIGUSR1",
              () -> {
                trace.add("later");
                arrived.set();
              });
          raise();
          arrived.await();

          assertThat(loop.removeSignalHandler("USR1")).isTrue();
          assertThat(loop.removeSignalHandler("USR1")).isFalse();
        });

    assertThat(trace).containsExactly("later");
    assertThatTheFormerHandlerIsBack();
  }

  @Test
  void closingTheLoopRestoresTheFormerHandler() throws Exception {
    run(() -> getRunningLoop().addSignalHandler("USR1", () -> trace.add("never")));

    assertThatTheFormerHandlerIsBack();
    assertThat(trace).isEmpty();
  }

  @Test
  void signalThatComesWhileTheLoopDoesNotRunIsHandledAtItsNextRun() throws Exception {
    EventLoop loop = EventLoop.create();
    loop.addSignalHandler("USR1", loop::stop);
    raise();

    loop.runForever();

    loop.close();
    assertThatTheFormerHandlerIsBack();
  }

  @Test
  void ofTwoLoopsTheNewerIsCalledUntilItRemovesItsHandler() throws Exception {
    EventLoop older = EventLoop.create();
    EventLoop newer = EventLoop.create();
    older.addSignalHandler("USR1", older::stop);
    newer.addSignalHandler("USR1", newer::stop);
    raise();
    newer.runForever();
    newer.removeSignalHandler("USR1");
    raise();
    older.runForever();
    older.close();
    newer.close();

    assertThatTheFormerHandlerIsBack();
  }

  @Test
  void olderLoopThatGoesFirstTakesNothingFromTheNewer() throws Exception {
    EventLoop older = EventLoop.create();
    EventLoop newer = EventLoop.create();
    older.addSignalHandler("USR1", older::stop);
    newer.addSignalHandler("USR1", newer::stop);
    older.close();
    raise();
    newer.runForever();
    newer.close();

    assertThatTheFormerHandlerIsBack();
  }

  @Test
  void handlerThatAnotherHasReplacedFromOutsideLeavesThatAlone() throws Exception {
    EventLoop loop = EventLoop.create();
    loop.addSignalHandler("USR1", () -> trace.add("never"));
    Signal.handle(USR1, signal -> hand("foreign"));
    loop.close();

    raise();

    assertThat(outside.take()).isEqualTo("foreign");
  }

  @Test
  void failureOfAHandlerIsReportedAndTheHandlerStays() {
    var failure = new IllegalArgumentException("handler");
    run(
        () -> {
          var arrived = new Semaphore(0);
          Reports reports = Reports.of(getRunningLoop());
          getRunningLoop()
              .addSignalHandler(
                  "USR1",
                  () -> {
                    arrived.release();
                    throw failure;
                  });
          raise();
          arrived.acquire();
          raise();
          arrived.acquire();

          assertThat(reports.all())
              .hasSize(2)
              .allMatch(report -> report.exception().orElseThrow() == failure);
        });
  }

  @Test
  void unknownSignalIsRefused() {
    try (var runner = new Runner()) {
      EventLoop loop = runner.getLoop();

      assertThatThrownBy(() -> loop.addSignalHandler("FOO", () -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("unknown signal: FOO (expected a name such as INT or SIGTERM)");
      assertThatThrownBy(() -> loop.removeSignalHandler("SIGFOO"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("unknown signal: SIGFOO (expected a name such as INT or SIGTERM)");
    }
  }

  @Test
  void signalThatNobodyMayCatchIsRefused() {
    try (var runner = new Runner()) {
      EventLoop loop = runner.getLoop();

      for (String name : List.of("KILL", "SIGSTOP")) {
        assertThatThrownBy(() -> loop.addSignalHandler(name, () -> {}))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageEndingWith("cannot be handled: it belongs to the system or the JVM");
        assertThat(loop.removeSignalHandler(name)).isFalse();
      }
    }
  }

  @Test
  void closedLoopRefuses() {
    EventLoop loop = EventLoop.create();
    loop.close();

    assertThatThrownBy(() -> loop.addSignalHandler("USR1", () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("event loop is closed");
    assertThat(loop.removeSignalHandler("USR1")).isFalse();
  }

  @Test
  void nullIsRefused() {
    try (var runner = new Runner()) {
      EventLoop loop = runner.getLoop();

      assertThatThrownBy(() -> loop.addSignalHandler("USR1", null)).hasMessage("callback");
      assertThatThrownBy(() -> loop.addSignalHandler(null, () -> {})).hasMessage("signal");
    }
  }
}
