package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What has been decided, read by another thread while the run goes on. */
@Timeout(60)
final class DecisionsTest {
  private static final int MANY = 200_000;
  private static final long ENOUGH_NANOS = 50_000_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  void anotherThreadSeesEachDecisionWholeAndInTime() throws Exception {
    var decisions = new Decisions();
    var reader =
        new FutureTask<>(
            () -> {
              int before = 0;
              while (before < MANY) {
                int count = decisions.count();
                for (int i = before; i < count; i++) {
                  assertThat(decisions.picked(i)).isEqualTo(i % 7 + 1);
                  assertThat(decisions.size(i)).isEqualTo(i % 7 + 2);
                }
                before = count;
              }
              return before;
            });
    Thread thread = Thread.ofPlatform().daemon().start(reader);
    // Its loop has been compiled then. It must not tell by itself: that would be a barrier in it.
    while (THREADS.getThreadCpuTime(thread.threadId()) < ENOUGH_NANOS) {
      Thread.yield();
    }
    for (int i = 0; i < MANY; i++) {
      decisions.add(i % 7 + 1, i % 7 + 2);
    }

    assertThat(reader.get()).isEqualTo(MANY);
  }

  @Test
  void aPlanOfARunThatGoesOnIsTheBeginningOfItsPlan() throws Exception {
    var decisions = new Decisions();
    var reader =
        new FutureTask<>(
            () -> {
              for (int read = 0; read < MANY; ) {
                Plan plan = Plan.of(decisions, Optional.empty());
                read = plan.deviations().size();
                if (read > 0) {
                  assertThat(plan.deviations().lastKey()).isEqualTo(read);
                }
                read = read > 2_000 ? MANY : read;
              }
              return true;
            });
    Thread.ofPlatform().daemon().start(reader);
    for (int i = 0; i < MANY; i++) {
      decisions.add(1, 2);
    }

    assertThat(reader.get()).isTrue();
  }
}
