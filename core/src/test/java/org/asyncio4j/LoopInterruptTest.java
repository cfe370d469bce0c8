package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What makes a loop end its run early. */
final class LoopInterruptTest {
  private final EventLoop loop = new Polls().newLoop();
  private final Reports reports = Reports.of(loop);
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  private void scheduleKeyboardInterrupt() {
    loop.callSoon(
        () -> {
          throw new KeyboardInterrupt();
        });
  }

  @Test
  @Behaviour(19)
  void keyboardInterruptOfACallbackLeavesAtOnceAndTheRestOfTheBatchRunsNextTime() {
    loop.callSoon(() -> events.add("before"));
    scheduleKeyboardInterrupt();
    loop.callSoon(() -> events.add("after"));
    loop.callSoon(loop::stop);

    assertThatThrownBy(loop::runForever).isInstanceOf(KeyboardInterrupt.class);
    assertThat(events).containsExactly("before");
    loop.runForever();

    assertThat(events).containsExactly("before", "after");
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(19)
  void systemExitOfACallbackLeavesTooAndKeepsItsStatus() {
    loop.callSoon(
        () -> {
          throw new SystemExit(3);
        });

    assertThatThrownBy(loop::runForever)
        .isInstanceOfSatisfying(SystemExit.class, exit -> assertThat(exit.status()).isEqualTo(3));
    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  @Behaviour(24)
  void runThatAnInterruptEndedLeavesNothingBehindThatStopsALaterOne() {
    Future<String> future = loop.createFuture();
    scheduleKeyboardInterrupt();
    assertThatThrownBy(() -> loop.runUntilComplete(future)).isInstanceOf(KeyboardInterrupt.class);

    future.setResult("result");
    loop.callLater(1, () -> events.add("still running"));
    loop.callLater(2, loop::stop);
    loop.runForever();

    assertThat(events).containsExactly("still running");
  }

  @Test
  @Behaviour({24, 85})
  void taskThatEndedARunWithAnInterruptDoesNotStopTheNextOne() {
    assertThatThrownBy(
            () ->
                loop.runUntilComplete(
                    () -> {
                      throw new KeyboardInterrupt();
                    }))
        .isInstanceOf(KeyboardInterrupt.class);

    loop.callLater(1, () -> events.add("still running"));
    loop.callLater(2, loop::stop);
    loop.runForever();

    assertThat(events).containsExactly("still running");
  }

  @Test
  void interruptOfTheThreadIsKeptUntilTheLoopHasStopped() {
    Thread.currentThread().interrupt();

    loop.runUntilComplete(() -> sleep(1));

    assertThat(loop.time()).isEqualTo(1);
    assertThat(Thread.interrupted()).isTrue();
  }
}
