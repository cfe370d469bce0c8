package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.newEventLoop;
import static org.asyncio4j.Asyncio.run;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.internal.loop.ParkReactor;
import org.asyncio4j.spi.Clock;
import org.asyncio4j.spi.EngineKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The options of loops that are made without any. */
@Timeout(60)
final class LoopOptionsTest {
  private static final LoopOptions FIVE_O_CLOCK =
      LoopOptions.DEFAULT.withClock(() -> 5_000_000_000L);
  private static final LoopOptions SIX_O_CLOCK =
      LoopOptions.DEFAULT.withClock(() -> 6_000_000_000L);

  @Test
  void everyWayToMakeALoopTakesThem() {
    LoopOptions.where(
        FIVE_O_CLOCK,
        () -> {
          assertThat(EventLoop.create().time()).isEqualTo(5.0);
          assertThat(newEventLoop().time()).isEqualTo(5.0);
          double timeInRun = run(() -> getRunningLoop().time());
          assertThat(timeInRun).isEqualTo(5.0);
          try (var runner = new Runner()) {
            assertThat(runner.getLoop().time()).isEqualTo(5.0);
          }
        });
  }

  @Test
  void optionsGivenToTheLoopItselfGoFirst() {
    double time = LoopOptions.where(FIVE_O_CLOCK, () -> EventLoop.create(SIX_O_CLOCK).time());

    assertThat(time).isEqualTo(6.0);
  }

  @Test
  void theInnermostOptionsCountAndEndWithTheirBody() {
    LoopOptions.where(
        FIVE_O_CLOCK,
        () -> {
          LoopOptions inner = LoopOptions.where(SIX_O_CLOCK, LoopOptions::current);

          assertThat(inner).isSameAs(SIX_O_CLOCK);
          assertThat(LoopOptions.current()).isSameAs(FIVE_O_CLOCK);
        });
    assertThat(LoopOptions.current()).isSameAs(LoopOptions.DEFAULT);
  }

  @Test
  void aLoopKeepsWhatItWasMadeWith() {
    EventLoop loop = LoopOptions.where(FIVE_O_CLOCK, () -> EventLoop.create());

    assertThat(loop.time()).isEqualTo(5.0);
  }

  @Test
  void whatTheBodyThrowsIsThrownAndTheOptionsEnd() {
    var failure = new IOException("from the body");

    assertThatThrownBy(
            () ->
                LoopOptions.where(
                    FIVE_O_CLOCK,
                    (Action)
                        () -> {
                          throw failure;
                        }))
        .isSameAs(failure);
    assertThat(LoopOptions.current()).isSameAs(LoopOptions.DEFAULT);
  }

  @Test
  void threadsAndTasksStartedInsideHaveTheDefault() {
    LoopOptions.where(
        FIVE_O_CLOCK,
        () -> {
          var seen = new AtomicReference<LoopOptions>();
          var thread = new Thread(() -> seen.set(LoopOptions.current()));
          thread.start();
          thread.join();
          LoopOptions seenInTask = run(LoopOptions::current);

          assertThat(seen.get()).isSameAs(LoopOptions.DEFAULT);
          assertThat(seenInTask).isSameAs(LoopOptions.DEFAULT);
        });
  }

  @Test
  void nothingIsMissingUnnoticed() {
    assertThatThrownBy(() -> LoopOptions.where(null, () -> {}))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("options");
    assertThatThrownBy(() -> LoopOptions.where(FIVE_O_CLOCK, (Action) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
  }

  @Test
  void theEngineIsKnownBeforeThereIsALoop() {
    for (EngineKind kind : EngineKind.values()) {
      LoopOptions options = LoopOptions.DEFAULT.withEngine(kind);
      EventLoop loop = EventLoop.create(options);

      assertThat(options.engineKind()).isEqualTo(kind);
      assertThat(loop.toString()).contains(kind.name());
      loop.close();
    }
    EventLoop loop = EventLoop.create(LoopOptions.DEFAULT);
    assertThat(loop.toString()).contains(LoopOptions.DEFAULT.engineKind().name());
    loop.close();
  }

  @Test
  void everyOtherOptionKeepsTheBlockedCallWarning() {
    LoopOptions changed =
        LoopOptions.DEFAULT
            .withBlockedCallWarning(Duration.ofSeconds(3))
            .withClock(Clock.SYSTEM)
            .withReactor(ParkReactor::new)
            .withEngine(EngineKind.HANDOFF)
            .withSchedule(() -> ready -> 0);

    assertThat(changed.blockedCallWarning()).contains(Duration.ofSeconds(3));
    assertThat(changed.withoutBlockedCallWarning().blockedCallWarning()).isEmpty();
    assertThat(LoopOptions.DEFAULT.blockedCallWarning()).contains(Duration.ofSeconds(1));
  }

  @Test
  void blockedCallWarningComesAfterSomeTime() {
    for (Duration never : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
      assertThatThrownBy(() -> LoopOptions.DEFAULT.withBlockedCallWarning(never))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("blockedCallWarning must be > 0, got " + never);
    }
    assertThatThrownBy(() -> LoopOptions.DEFAULT.withBlockedCallWarning(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("after");
  }

  @Test
  void aLoopTellsItsClock() {
    Clock clock = () -> 42;
    EventLoop loop = EventLoop.create(LoopOptions.DEFAULT.withClock(clock));

    assertThat(loop.clock()).isSameAs(clock);
    loop.close();
  }
}
