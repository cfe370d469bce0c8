package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;

import java.util.concurrent.TimeoutException;
import org.asyncio4j.Action;
import org.asyncio4j.Semaphore;
import org.asyncio4j.testing.ExploreOptions.Disturbance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Time-outs that race with what they limit. */
@Timeout(60)
final class StallTest {
  private static final ExploreOptions STALLS = ExploreOptions.DEFAULT.with(Disturbance.STALL);

  /** The permit is lost if the time is up after it was acquired, and before it is in use. */
  private static void permitLostInATimeout() {
    var permits = new Semaphore(1);
    permits.acquire();
    createTask(
        () -> {
          sleep(0);
          permits.release();
        });
    try {
      timeout(
          1,
          () -> {
            permits.acquire();
            sleep(0);
          });
      permits.release();
    } catch (TimeoutException late) {
      // somebody else's turn
    }
    sleep(5);
    assertThat(permits.locked()).isFalse();
  }

  private static ScheduleFailure failure(ExploreOptions options, Action body) {
    return catchThrowableOfType(ScheduleFailure.class, () -> AsyncTests.explore(options, body));
  }

  @Test
  void inVirtualTimeNoTimeoutComesBeforeWhatIsReady() {
    assertThat(failure(ExploreOptions.DEFAULT, StallTest::permitLostInATimeout)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void onAMachineThatStallsATimeoutIsFoundThatComesAtTheWrongMoment(Strategy strategy) {
    ScheduleFailure failure =
        failure(STALLS.withStrategy(strategy), StallTest::permitLostInATimeout);

    assertThat(failure.table()).contains(": stalls");
    assertThat(
            failure(STALLS.withReplay(failure.schedule()), StallTest::permitLostInATimeout).table())
        .isEqualTo(failure.table());
  }

  @Test
  void theClockJumpsToTheTimerAndNoFurther() {
    Exploration explored =
        AsyncTests.explore(
            STALLS.withRuns(100),
            () -> {
              var timer = createTask(() -> sleep(2));
              while (!timer.done()) {
                sleep(0); // without stalls, this would never end
              }
              await(timer);
              assertThat(getRunningLoop().time()).isEqualTo(2.0);
            });

    assertThat(explored.runs()).isPositive();
  }
}
