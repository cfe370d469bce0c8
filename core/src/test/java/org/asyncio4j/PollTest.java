package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.spi.Reactor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long the loop waits in its reactor. */
final class PollTest {
  private final Polls polls = new Polls();
  private final EventLoop loop = polls.newLoop();
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  @Behaviour(15)
  void pollDoesNotWaitWhileSomethingIsReady() {
    loop.callLater(5, () -> {});
    loop.callSoon(loop::stop);

    loop.runForever();

    assertThat(polls.timeouts()).containsExactly(0L);
  }

  @Test
  @Behaviour(15)
  void pollWaitsUntilTheEarliestTimerThatIsNotCancelled() {
    loop.callLater(1, () -> {}).cancel();
    loop.callLater(9, () -> {});
    loop.callLater(3, loop::stop);

    loop.runForever();

    assertThat(polls.timeouts()).containsExactly(TimeUnit.SECONDS.toNanos(3));
  }

  @Test
  @Behaviour(15)
  void pollNeverWaitsMoreThanADay() {
    loop.callLater(Duration.ofHours(50), loop::stop);

    loop.runForever();

    assertThat(polls.timeouts())
        .containsExactly(
            TimeUnit.HOURS.toNanos(24), TimeUnit.HOURS.toNanos(24), TimeUnit.HOURS.toNanos(2));
  }

  @Test
  @Behaviour(15)
  void pollHasNoLimitWithoutTimers() {
    loop.runForeverSetup();
    try {
      loop.runOnce();
    } catch (AssertionError waitsForEver) {
      events.add(waitsForEver.getMessage());
    } finally {
      loop.runForeverCleanup();
    }

    assertThat(events).containsExactly("the loop would wait for ever");
    assertThat(polls.timeouts()).containsExactly(Reactor.FOREVER);
  }

  @Test
  void timerAtMinusInfinityIsDueAtOnce() {
    polls.clock().elapse(Duration.ofSeconds(1));
    loop.callAt(Double.NEGATIVE_INFINITY, loop::stop);

    loop.runForever();

    assertThat(polls.timeouts()).containsExactly(0L);
  }

  @Test
  void waitThatIsTooLongForALongIsStillAWait() {
    EventLoop longAgo =
        EventLoop.create(
            LoopOptions.DEFAULT.withClock(() -> Long.MIN_VALUE / 2 - 1).withReactor(() -> polls));
    longAgo.callAt(8e9, () -> events.add("fired"));

    longAgo.runForeverSetup();
    longAgo.runOnce();
    longAgo.runForeverCleanup();
    longAgo.close();

    assertThat(polls.timeouts()).containsExactly(TimeUnit.HOURS.toNanos(24));
    assertThat(events).isEmpty();
  }

  @Test
  @Behaviour(15)
  void pollDoesNotWaitIfAnotherThreadHasHandedSomethingIn() throws InterruptedException {
    Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(loop::stop)).join();

    loop.runForever();

    assertThat(polls.timeouts()).containsExactly(0L);
  }

  @Test
  void waitBeginsWithoutAnInterruptThatWouldEndItAtOnce() {
    Reactor reactor =
        new Reactor() {
          @Override
          public void await(long timeoutNanos, boolean outsideWork) {
            polls.await(timeoutNanos, outsideWork);
            if (timeoutNanos > 0) {
              events.add("interrupted: " + Thread.currentThread().isInterrupted());
            }
          }

          @Override
          public void wakeup() {}
        };
    EventLoop interrupted =
        EventLoop.create(LoopOptions.DEFAULT.withClock(polls.clock()).withReactor(() -> reactor));
    interrupted.callSoon(() -> Thread.currentThread().interrupt());
    interrupted.callLater(1, interrupted::stop);

    interrupted.runForever();
    Thread.interrupted(); // kept by the engine that runs the loop on this thread
    interrupted.close();

    assertThat(events).containsExactly("interrupted: false");
  }
}
