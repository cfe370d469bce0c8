package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.newEventLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.spi.EngineKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Virtual time for programs that make their loops themselves. */
@Timeout(60)
final class VirtualTimeDuringTest {
  private final VirtualClock clock = new VirtualClock();

  private Duration elapsed() {
    return Duration.ofNanos(clock.nanos());
  }

  @Test
  void aProgramThatCallsRunSleepsNoRealTime() {
    VirtualTime.during(clock, () -> run(() -> sleep(Duration.ofDays(365))));

    assertThat(elapsed()).isEqualTo(Duration.ofDays(365));
  }

  @Test
  void aProgramThatMakesItsLoopSleepsNoRealTime() {
    VirtualTime.during(
        clock,
        () -> {
          EventLoop loop = newEventLoop();
          loop.runUntilComplete(() -> sleep(Duration.ofDays(365)));
          loop.close();
        });

    assertThat(elapsed()).isEqualTo(Duration.ofDays(365));
  }

  @Test
  void theClockGoesOnFromLoopToLoop() {
    VirtualTime.during(
        () -> {
          run(() -> sleep(2));
          double time = run(() -> getRunningLoop().time());

          assertThat(time).isEqualTo(2.0);
        });
  }

  @Test
  void eachTimeTheClockBeginsAtZero() {
    VirtualTime.during(() -> run(() -> sleep(2)));

    VirtualTime.during(() -> assertThat(newEventLoop().time()).isZero());
  }

  @Test
  void aProgramThatCannotGoOnEndsWithTheNamesOfItsTasks() {
    assertThatThrownBy(
            () ->
                VirtualTime.during(() -> run(() -> await(getRunningLoop().<String>createFuture()))))
        .isInstanceOf(DeadlockError.class)
        .hasMessageContaining("these tasks wait:")
        .hasMessageContaining("Task-1");
  }

  @Test
  void theEngineIsTheOneAlreadyChosen() {
    LoopOptions.where(
        LoopOptions.DEFAULT.withEngine(EngineKind.HANDOFF),
        () -> {
          VirtualTime.during(() -> assertThat(newEventLoop().toString()).contains("HANDOFF"));
          assertThat(VirtualTime.newEventLoop().toString()).contains("HANDOFF");
        });
  }
}
