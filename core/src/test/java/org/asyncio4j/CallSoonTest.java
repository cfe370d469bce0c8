package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class CallSoonTest {
  private static final ContextVar<String> VARIABLE = new ContextVar<>("variable", "unset");

  private final Polls polls = new Polls();
  private final EventLoop loop = polls.newLoop();
  private final Reports reports = Reports.of(loop);
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  private void runUntilIdle() {
    loop.callSoon(() -> stopWhenIdle(10));
    loop.runForever();
  }

  /** Lets some more iterations go by, so that what should not run had its chance. */
  private void stopWhenIdle(int iterations) {
    if (iterations == 0) {
      loop.stop();
    } else {
      loop.callSoon(() -> stopWhenIdle(iterations - 1));
    }
  }

  @Test
  @Behaviour(1)
  void callbacksRunInTheOrderOfTheirCallsEachOnce() {
    var numbers = IntStream.range(0, 1_000).boxed().toList();
    numbers.forEach(number -> loop.callSoon(() -> events.add(number)));

    runUntilIdle();

    assertThat(events).isEqualTo(numbers);
  }

  @Test
  @Behaviour(2)
  void whatABatchSchedulesRunsInTheNextIterationAfterAnotherPoll() {
    loop.callSoon(
        () -> {
          events.add("first in " + polls.count());
          loop.callSoon(() -> events.add("added in " + polls.count()));
        });
    loop.callSoon(() -> events.add("second in " + polls.count()));

    runUntilIdle();

    assertThat(events).containsExactly("first in 1", "second in 1", "added in 2");
  }

  @Test
  @Behaviour(5)
  void handleCancelledEarlierInTheSameBatchDoesNotRun() {
    var victim = new ArrayList<Handle>();
    loop.callSoon(() -> victim.getFirst().cancel());
    victim.add(loop.callSoon(() -> events.add("victim")));
    loop.callSoon(() -> events.add("after"));

    runUntilIdle();

    assertThat(events).containsExactly("after");
  }

  @Test
  @Behaviour(7)
  void cancellingAfterTheRunOrTwiceHasNoEffect() {
    Handle ran = loop.callSoon(() -> events.add("ran"));
    Handle cancelled = loop.callSoon(() -> events.add("cancelled"));
    cancelled.cancel();
    cancelled.cancel();

    runUntilIdle();
    ran.cancel();
    runUntilIdle();

    assertThat(events).containsExactly("ran");
    assertThat(reports.all()).isEmpty();
  }

  @Test
  void handleTellsWhetherItWasCancelled() {
    Handle handle = loop.callSoon(() -> events.add("ran"));

    assertThat(handle.cancelled()).isFalse();
    handle.cancel();

    assertThat(handle.cancelled()).isTrue();
  }

  @Test
  @Behaviour(7)
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void cancelledHandleLetsGoOfItsCallback() {
    var holding = scheduleHolder();

    TestLoops.awaitCollection(holding.held);

    assertThat(holding.handle.cancelled()).isTrue();
  }

  private record Holding(Handle handle, WeakReference<Object> held) {}

  private Holding scheduleHolder() {
    var held = new Object();
    Handle handle = loop.callSoon(() -> events.add(held));
    handle.cancel();
    return new Holding(handle, new WeakReference<>(held));
  }

  @Test
  @Behaviour(18)
  void failingCallbackIsReportedAndTheNextOnesRun() {
    var failure = new IllegalArgumentException("broken");
    Handle broken =
        loop.callSoon(
            () -> {
              throw failure;
            });
    loop.callSoon(() -> events.add("next"));

    runUntilIdle();

    assertThat(events).containsExactly("next");
    ErrorReport report = reports.only();
    assertThat(report.message())
        .startsWith("Exception in callback ")
        .contains(CallSoonTest.class.getName());
    assertThat(report.exception()).containsSame(failure);
    assertThat(report.handle()).containsSame(broken);
  }

  @Test
  @Behaviour(18)
  void errorInACallbackIsReportedLikeAnException() {
    loop.callSoon(
        () -> {
          throw new AssertionError("an Error");
        });
    loop.callSoon(() -> events.add("next"));

    runUntilIdle();

    assertThat(events).containsExactly("next");
    assertThat(reports.only().exception().orElseThrow()).hasMessage("an Error");
  }

  @Test
  @Behaviour(32)
  void callbackRunsInACopyOfTheContextThatWasCurrentAtTheCall() throws Exception {
    var context = new Context();
    context.run(
        () -> {
          VARIABLE.set("at the call");
          loop.callSoon(
              () -> {
                events.add(VARIABLE.get());
                VARIABLE.set("set by the callback");
              });
          VARIABLE.set("later");
        });

    runUntilIdle();

    assertThat(events).containsExactly("at the call");
    assertThat(context.get(VARIABLE)).isEqualTo("later");
  }

  @Test
  @Behaviour(32)
  void callbackRunsInTheContextGivenAndChangesIt() {
    var context = new Context();
    Handle handle = loop.callSoon(() -> VARIABLE.set("set by the callback"), context);
    loop.callSoon(() -> events.add(VARIABLE.get()));
    loop.callSoon(() -> events.add(VARIABLE.get()), context);

    runUntilIdle();

    assertThat(handle.getContext()).isSameAs(context);
    assertThat(context.get(VARIABLE)).isEqualTo("set by the callback");
    assertThat(events).containsExactly("unset", "set by the callback");
  }

  @Test
  @Behaviour(33)
  void plainCallbackHasARunningLoopButNoTask() {
    loop.callSoon(
        () -> {
          events.add(getRunningLoop());
          events.add(currentTask().isPresent());
        });

    runUntilIdle();

    assertThat(events).containsExactly(loop, false);
  }

  @Test
  @Behaviour(33)
  void callbackThatRunsBetweenStepsOfATaskSeesNoTask() {
    loop.runUntilComplete(
        () -> {
          loop.callSoon(() -> events.add(currentTask().isPresent()));
          Asyncio.sleep(0);
          events.add(currentTask().isPresent());
        });

    assertThat(events).containsExactly(false, true);
  }

  @Test
  void handleNamesItsCallbackUntilItIsCancelled() {
    Handle handle = loop.callSoon(() -> events.add("ran"));

    assertThat(handle).asString().startsWith("Handle[" + CallSoonTest.class.getName());
    handle.cancel();

    assertThat(handle).hasToString("Handle[cancelled]");
  }

  @Test
  @Behaviour(32)
  void callbackLeavesTheContextOfWhoDrivesTheLoopAlone() {
    var context = new Context();
    loop.callSoon(() -> VARIABLE.set("the callback's"), context);
    loop.runForeverSetup();
    loop.runOnce();
    String seen = VARIABLE.get();
    loop.runForeverCleanup();

    assertThat(seen).isEqualTo("unset");
    assertThat(context.get(VARIABLE)).isEqualTo("the callback's");
  }
}
