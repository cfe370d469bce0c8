package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.TestLoops.Log;
import org.asyncio4j.internal.loop.ParkReactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real time, but nothing depends on how much of it passes: a step is slow until it is found. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class WatchdogTest {
  private static final Duration LIMIT = Duration.ofMillis(20);

  private final BlockingQueue<SlowStep> found = new LinkedBlockingQueue<>();

  /**
   * Spins in steps of its own until one is found: a busy machine can make any step slow, and a step
   * that was reported before it came to spinning is not reported again.
   */
  private void spinUntilFound() {
    do {
      sleep(0);
      spin();
    } while (spins().isEmpty());
  }

  private void spin() {
    long since = System.nanoTime();
    while (spins().isEmpty() && System.nanoTime() - since < LIMIT.toNanos() * 10) {
      Thread.onSpinWait();
    }
  }

  private List<SlowStep> spins() {
    return found.stream()
        .filter(
            step -> step.stack().stream().anyMatch(frame -> frame.getMethodName().equals("spin")))
        .toList();
  }

  @Test
  void slowStepIsFoundWhileItRuns() {
    Asyncio.run(
        () -> {
          EventLoop loop = getRunningLoop();
          try (var watchdog = Watchdog.watch(loop, LIMIT, found::add)) {
            assertThat(watchdog).isNotNull();
            Task<?> slow = Asyncio.createTask(this::spinUntilFound, TaskOptions.named("slow"));
            Asyncio.await(slow);

            SlowStep step = spins().getFirst();
            assertThat(step.loop()).isSameAs(loop);
            assertThat(step.task().orElseThrow()).isSameAs(slow);
            assertThat(step.duration()).isGreaterThanOrEqualTo(LIMIT);
            assertThat(step.stack())
                .extracting(StackTraceElement::getMethodName)
                .contains("spinUntilFound");
            assertThat(step.describe())
                .startsWith("Task['slow'")
                .containsPattern(" has been running for \\d+\\.\\d{3} seconds:\n")
                .contains("WatchdogTest.spinUntilFound(");
          }
        });
  }

  @Test
  void slowCallbackIsFoundToo() {
    Asyncio.run(
        () -> {
          EventLoop loop = getRunningLoop();
          try (var watchdog = Watchdog.watch(loop, LIMIT, found::add)) {
            assertThat(watchdog).isNotNull();
            while (spins().isEmpty()) {
              loop.callSoon(this::spin);
              sleep(0);
            }
          }

          SlowStep step = spins().getFirst();
          assertThat(step.task()).isEmpty();
          assertThat(step.describe()).startsWith("A callback of EventLoop[running");
        });
  }

  @Test
  void oneStepIsReportedOnce() {
    Asyncio.run(
        () -> {
          try (var watchdog = Watchdog.watch(getRunningLoop(), LIMIT, found::add)) {
            assertThat(watchdog).isNotNull();
            spinUntilFound();
            int reports = found.size();
            long since = System.nanoTime();
            while (System.nanoTime() - since < LIMIT.toNanos() * 3) {
              Thread.onSpinWait();
            }
            assertThat(found).hasSize(reports);
          }
        });
  }

  @Test
  void waitingLoopIsNotSlow() {
    Asyncio.run(
        () -> {
          try (var watchdog = Watchdog.watch(getRunningLoop(), LIMIT, found::add)) {
            assertThat(watchdog).isNotNull();
            sleep(LIMIT.multipliedBy(4));
          }
        });

    // On a busy machine any step can be slow; but not the wait.
    assertThat(found)
        .flatExtracting(SlowStep::stack)
        .extracting(StackTraceElement::getClassName)
        .doesNotContain(ParkReactor.class.getName());
  }

  @Test
  void failingListenerIsLoggedAndTheWatchGoesOn() {
    try (var log = new Log()) {
      Asyncio.run(
          () -> {
            var watchdog =
                Watchdog.watch(
                    getRunningLoop(),
                    LIMIT,
                    step -> {
                      found.add(step);
                      throw new IllegalStateException("broken");
                    });
            try (watchdog) {
              spinUntilFound();
              sleep(0);
              found.clear();
              spinUntilFound();
            }
          });
      assertThat(log.records())
          .isNotEmpty()
          .allSatisfy(
              logged -> assertThat(logged.getMessage()).startsWith("Exception in a watchdog's"));
    }
  }

  @Test
  void debugModeHasAWatchdogOfItsOwn() {
    try (var log = new Log()) {
      Asyncio.run(
          () -> {
            getRunningLoop().setSlowCallbackDuration(0.02);
            while (!saysThatAStepIsRunning(log)) {
              Thread.onSpinWait();
            }
          },
          RunOptions.DEFAULT.withDebug(true));

      assertThat(log.records()).isNotEmpty();
    }
  }

  /** Besides, debug mode tells of steps that have ended. */
  private static boolean saysThatAStepIsRunning(Log log) {
    return log.records().stream()
        .anyMatch(logged -> logged.getMessage().contains(" has been running for "));
  }

  @Test
  void limitMustBePositive() {
    EventLoop loop = EventLoop.create();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Watchdog.watch(loop, 0))
        .withMessage("limit must be > 0, got 0.0 seconds");
    loop.close();
  }
}
