package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.spi.EngineKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What README and docs say that the hand-off engine cannot do, beside the loop engine. The sleeps
 * are the JDK's, since the engines differ in these; 50 ms outlast the limit of 10 ms.
 */
@Timeout(120)
final class HandoffLimitsTest {

  private static void on(EngineKind engine, Action program) {
    LoopOptions.where(LoopOptions.DEFAULT.withEngine(engine), () -> run(program));
  }

  @Test
  void timeoutEndsABlockingCallOnTheLoopEngineAlone() {
    on(
        EngineKind.LOOP,
        () ->
            assertThatThrownBy(() -> timeout(0.01, () -> Thread.sleep(3_600_000)))
                .isInstanceOf(TimeoutException.class));

    var events = new ArrayList<String>();
    on(
        EngineKind.HANDOFF,
        () -> {
          timeout(0.01, () -> Thread.sleep(50));
          events.add("ended without a TimeoutException");
        });
    assertThat(events).containsExactly("ended without a TimeoutException");
  }

  @Test
  void timeoutThatWasLateTakesEffectWhereTheBlockSuspends() {
    on(
        EngineKind.HANDOFF,
        () ->
            assertThatThrownBy(
                    () ->
                        timeout(
                            0.01,
                            () -> {
                              Thread.sleep(50);
                              sleep(3600);
                            }))
                .isInstanceOf(TimeoutException.class));
  }

  private static List<String> eventsOn(EngineKind engine) {
    var events = new ArrayList<String>();
    on(
        engine,
        () -> {
          Task<Void> sleeper =
              createTask(
                  () -> {
                    events.add("sleeps");
                    Thread.sleep(50);
                    events.add("slept");
                  });
          createTask(() -> events.add("other task"));
          await(sleeper);
        });
    return events;
  }

  @Test
  void otherTasksRunDuringABlockingCallOnTheLoopEngineAlone() {
    assertThat(eventsOn(EngineKind.LOOP)).containsExactly("sleeps", "other task", "slept");
    assertThat(eventsOn(EngineKind.HANDOFF)).containsExactly("sleeps", "slept", "other task");
  }
}
