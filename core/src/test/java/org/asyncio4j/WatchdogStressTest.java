package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps end while the watchdog reads their stacks: it disturbs none, and mixes none up. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class WatchdogStressTest {
  private static final Duration LIMIT = Duration.ofMillis(1);
  private static final int STEPS = 300;

  private final List<SlowStep> found = new CopyOnWriteArrayList<>();
  private final Random random = new Random(1);

  private void spin() {
    long end = System.nanoTime() + LIMIT.toNanos() + random.nextLong(LIMIT.toNanos());
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void spinAsOne() {
    spinOften();
  }

  private void spinAsOther() {
    spinOften();
  }

  private void spinOften() {
    for (int i = 0; i < STEPS; i++) {
      spin();
      sleep(0);
    }
  }

  @Test
  void reportShowsWhatTheTaskWasDoing() {
    Asyncio.run(
        () -> {
          try (var watchdog = Watchdog.watch(getRunningLoop(), LIMIT, found::add)) {
            assertThat(watchdog).isNotNull();
            Task<?> one = createTask(this::spinAsOne, TaskOptions.named("spinAsOne"));
            Task<?> other = createTask(this::spinAsOther, TaskOptions.named("spinAsOther"));
            await(one);
            await(other);
          }
        });

    assertThat(found).isNotEmpty().allSatisfy(WatchdogStressTest::showsNobodyElse);
  }

  private static void showsNobodyElse(SlowStep step) {
    String name = step.task().map(Task::getName).orElse("");
    assertThat(step.stack())
        .extracting(StackTraceElement::getMethodName)
        .filteredOn(method -> method.startsWith("spinAs"))
        .allMatch(name::equals);
  }
}
