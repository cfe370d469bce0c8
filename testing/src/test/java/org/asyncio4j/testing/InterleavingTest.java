package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gatherOutcomes;
import static org.asyncio4j.Asyncio.sleep;

import org.asyncio4j.Steps;
import org.asyncio4j.TaskOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the table says of a step. */
@Timeout(60)
final class InterleavingTest {

  private static void sleeps() {
    int[] slept = {0};
    var sleeper =
        createTask(
            () -> {
              sleep(1);
              slept[0]++;
            },
            TaskOptions.named("sleeper"));
    await(gatherOutcomes(sleeper));
    assertThat(slept[0]).isEqualTo(1);
  }

  @Test
  void aTaskThatIsCancelledWhenItBeginsToWaitDoesNotYield() {
    ScheduleFailure failure =
        catchThrowableOfType(
            ScheduleFailure.class,
            () ->
                AsyncTests.explore(
                    ExploreOptions.DEFAULT.withReplay("fifo:cancel@3"), InterleavingTest::sleeps));

    assertThat(failure.table()).contains(" waits <-").doesNotContain("yields");
  }

  @Test
  void aStacklessTaskIsShownWithItsStep() {
    ScheduleFailure failure =
        catchThrowableOfType(
            ScheduleFailure.class,
            () ->
                AsyncTests.explore(
                    ExploreOptions.DEFAULT,
                    () -> {
                      createTask(Steps.begin().run(() -> {}).sleep(1).coroutine());
                      sleep(0);
                      throw new AssertionError();
                    }));

    assertThat(failure.table()).contains("step 2 of 2: sleep, sleeps").doesNotContain("null");
  }
}
