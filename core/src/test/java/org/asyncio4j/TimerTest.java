package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.asyncio4j.TestLoops.Polls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TimerTest {
  private static final ContextVar<String> VARIABLE = new ContextVar<>("variable", "unset");

  private final Polls polls = new Polls();
  private final EventLoop loop = polls.newLoop();
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  private void runFor(double seconds) {
    loop.callLater(seconds, loop::stop);
    loop.runForever();
  }

  @Test
  @Behaviour(6)
  void timerCancelledByOneOfTheSameBatchDoesNotRun() {
    var victim = new ArrayList<TimerHandle>();
    loop.callLater(1, () -> victim.getFirst().cancel());
    victim.add(loop.callLater(1, () -> events.add("victim")));
    loop.callLater(1, () -> events.add("after"));

    runFor(2);

    assertThat(events).containsExactly("after");
  }

  @Test
  @Behaviour(9)
  void dueTimerComesAfterCallbacksThatAreReady() {
    loop.callSoon(
        () -> {
          loop.callLater(0, () -> events.add("timer"));
          loop.callSoon(() -> events.add("soon"));
        });

    runFor(1);

    assertThat(events).containsExactly("soon", "timer");
  }

  @Test
  @Behaviour(10)
  void zeroDelayTimerWaitsForTheNextIteration() {
    loop.callSoon(
        () -> {
          events.add("callback in " + polls.count());
          loop.callLater(0, () -> events.add("timer in " + polls.count()));
        });
    loop.callSoon(() -> events.add("same batch in " + polls.count()));

    runFor(1);

    assertThat(events).containsExactly("callback in 1", "same batch in 1", "timer in 2");
  }

  @Test
  @Behaviour(11)
  void timersFireInOrderOfDeadlineWhateverTheOrderOfCreation() {
    var delays = new ArrayList<>(IntStream.range(-50, 50).boxed().toList());
    var inOrder = List.copyOf(delays);
    Collections.shuffle(delays, new Random(11));
    delays.forEach(delay -> loop.callLater(delay / 1000.0, () -> events.add(delay)));

    runFor(1);

    assertThat(events).isEqualTo(inOrder);
  }

  @Test
  @Behaviour(12)
  void timersOfOneDeadlineFireInOrderOfTheirCalls() {
    var numbers = IntStream.range(0, 200).boxed().toList();
    numbers.forEach(number -> loop.callAt(1, () -> events.add(number)));

    runFor(2);

    assertThat(events).isEqualTo(numbers);
  }

  @Test
  @Behaviour(12)
  void tasksThatSleepEquallyLongResumeInTheOrderInWhichTheyFellAsleep() {
    var numbers = IntStream.range(0, 12).boxed().toList();
    loop.runUntilComplete(
        () -> {
          for (int number : numbers) {
            Asyncio.createTask(
                () -> {
                  Asyncio.sleep(1);
                  events.add(number);
                });
          }
          Asyncio.sleep(2);
        });

    assertThat(events).isEqualTo(numbers);
  }

  @Test
  @Behaviour(13)
  void timerFiresNotOneNanosecondEarly() {
    loop.callLater(Duration.ofNanos(1_000_000_007), () -> events.add(polls.clock().nanos()));
    // An iteration just before, whose time has not reached the deadline.
    loop.callLater(Duration.ofNanos(1_000_000_006), () -> events.add("just before"));

    runFor(2);

    assertThat(events).containsExactly("just before", 1_000_000_007L);
  }

  @Test
  @Behaviour(13)
  void overdueTimersFireInTheFirstIterationWhoseTimeHasReachedThem() {
    loop.callLater(1, () -> events.add("one in " + polls.count()));
    loop.callLater(2, () -> events.add("two in " + polls.count()));
    loop.callSoon(() -> polls.clock().elapse(Duration.ofSeconds(3)));

    runFor(4);

    assertThat(events).containsExactly("one in 2", "two in 2");
  }

  @Test
  @Behaviour(14)
  void timersStillFireWhenTheClockShowsCenturies() {
    polls.clock().elapse(Duration.ofDays(100_000)); // a double has 1 microsecond left here
    loop.callLater(Duration.ofNanos(1), () -> events.add("a nanosecond"));
    loop.callAt(loop.time(), () -> events.add("now"));

    loop.callLater(Duration.ofNanos(2), loop::stop);
    loop.runForever();

    assertThat(events).containsExactlyInAnyOrder("a nanosecond", "now");
  }

  @Test
  @Behaviour(16)
  void cancelledTimersAreDroppedAtTheHeadAtOnce() {
    loop.callLater(2, () -> {});
    loop.callLater(1, () -> {}).cancel();

    loop.callSoon(() -> events.add(loop.toString()));
    loop.callSoon(loop::stop);
    loop.runForever();

    assertThat(events.toString()).contains("timers=1");
  }

  @Test
  @Behaviour(16)
  void cancelledTimersBehindTheHeadGoInBulkOnceTheyAreTheGreaterPartOfMany() {
    loop.callLater(1, () -> {});
    var cancelled = new ArrayList<TimerHandle>();
    for (int i = 0; i < 100; i++) {
      cancelled.add(loop.callLater(10 + i, () -> events.add("never")));
    }

    cancelled.subList(0, 50).forEach(Handle::cancel);
    loop.callSoon(() -> events.add(loop.toString()));
    loop.callSoon(loop::stop);
    loop.runForever();
    cancelled.get(50).cancel();
    loop.callSoon(() -> events.add(loop.toString()));
    loop.callSoon(loop::stop);
    loop.runForever();

    assertThat(events.get(0)).asString().contains("timers=101");
    assertThat(events.get(1)).asString().contains("timers=50");
  }

  @Test
  @Behaviour(16)
  void cancellingATimerTwiceOrAfterItFiredDoesNotCountAsAnotherCancelledOne() {
    var fired = new ArrayList<TimerHandle>();
    for (int i = 0; i < 60; i++) {
      fired.add(loop.callLater(1, () -> {}));
    }
    runFor(1);
    var waiting = new ArrayList<TimerHandle>();
    for (int i = 0; i < 101; i++) {
      waiting.add(loop.callLater(10 + i, () -> {}));
    }

    fired.forEach(Handle::cancel);
    for (int i = 0; i < 60; i++) {
      waiting.get(50).cancel();
    }
    loop.callSoon(loop::stop);
    loop.runForever();

    // More than half of them cancelled would have been dropped.
    assertThat(loop).asString().contains("timers=101");
  }

  @Test
  void timerKnowsItsTime() {
    polls.clock().elapse(Duration.ofMillis(500));

    assertThat(loop.time()).isEqualTo(0.5);
    assertThat(loop.callLater(1.25, () -> {}).when()).isEqualTo(1.75);
    assertThat(loop.callLater(Duration.ofMillis(250), () -> {}).when()).isEqualTo(0.75);
    assertThat(loop.callAt(3.5, () -> {}).when()).isEqualTo(3.5);
  }

  @Test
  void infiniteDelayNeverComes() {
    polls.clock().elapse(Duration.ofSeconds(1));
    TimerHandle never = loop.callLater(Double.POSITIVE_INFINITY, () -> events.add("never"));
    loop.callAt(Double.POSITIVE_INFINITY, () -> events.add("never"));
    loop.callLater(Duration.ofSeconds(Long.MAX_VALUE), () -> events.add("never"));

    runFor(TimeUnit.DAYS.toSeconds(1_000));
    never.cancel();

    assertThat(events).isEmpty();
    assertThat(never.cancelled()).isTrue();
  }

  @Test
  void infinitelyOverdueTimerFiresFirst() {
    loop.callLater(-1, () -> events.add("overdue"));
    loop.callLater(Double.NEGATIVE_INFINITY, () -> events.add("long overdue"));

    runFor(1);

    assertThat(events).containsExactly("long overdue", "overdue");
  }

  @Test
  @Behaviour(32)
  void timerRunsInTheContextGivenOrInACopyOfTheCurrentOne() throws Exception {
    var given = new Context();
    given.run(() -> VARIABLE.set("given"));
    var current = new Context();
    current.run(
        () -> {
          VARIABLE.set("current");
          loop.callLater(1, () -> events.add(VARIABLE.get()));
          loop.callLater(2, () -> events.add(VARIABLE.get()), given);
          loop.callAt(3, () -> events.add(VARIABLE.get()));
          loop.callAt(4, () -> events.add(VARIABLE.get()), given);
          loop.callLater(Duration.ofSeconds(5), () -> events.add(VARIABLE.get()));
          loop.callLater(Duration.ofSeconds(5), () -> events.add(VARIABLE.get()), given);
          VARIABLE.set("later");
        });

    runFor(6);

    assertThat(events).containsExactly("current", "given", "current", "given", "current", "given");
  }

  @Test
  void timerHandleNamesItsCallback() {
    TimerHandle timer = loop.callLater(1, () -> events.add("ran"));

    assertThat(timer).asString().startsWith("TimerHandle[" + TimerTest.class.getName());
  }
}
