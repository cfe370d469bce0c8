package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.timeoutAt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One time limit and the end of its block; see also NestedTimeoutTest, TimeoutTransitionsTest. */
final class TimeoutTest {
  private final List<String> trace = new ArrayList<>();

  private static int cancelling() {
    return currentTask().orElseThrow().cancelling();
  }

  @Test
  @Behaviour({120, 136})
  void blockThatTakesTooLongEndsWithATimeoutException() {
    VirtualTime.run(
        () -> {
          Timeout limit = timeout(1);

          assertThatThrownBy(() -> limit.run(_ -> sleep(10)))
              .isInstanceOf(TimeoutException.class)
              .hasMessage("the time is up")
              .hasCauseInstanceOf(CancelledError.class);
          assertThat(limit.expired()).isTrue();
          assertThat(cancelling()).isZero();
          assertThat(getRunningLoop().time()).isEqualTo(1);
          sleep(1);
        });
  }

  @Test
  @Behaviour(120)
  void causeOfTheTimeoutExceptionIsTheErrorThatTheBlockSaw() {
    VirtualTime.run(
        () -> {
          var seen = new ArrayList<CancelledError>();

          assertThatThrownBy(
                  () ->
                      timeout(
                          1,
                          () -> {
                            try {
                              sleep(10);
                            } catch (CancelledError cancelled) {
                              seen.add(cancelled);
                              throw cancelled;
                            }
                          }))
              .isInstanceOf(TimeoutException.class)
              .satisfies(thrown -> assertThat(thrown.getCause()).isSameAs(seen.getFirst()));
        });
  }

  @Test
  void blockThatEndsInTimeGivesItsResult() {
    VirtualTime.run(
        () -> {
          Timeout limit = timeout(2);

          assertThat(limit.<String>call(_ -> sleep(1, "in time"))).isEqualTo("in time");
          assertThat(limit.expired()).isFalse();
          sleep(5);
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  void everyWayToSayTheLimitMeansTheSame() {
    VirtualTime.run(
        () -> {
          sleep(1);

          assertThat(timeout(2).when()).hasValue(3);
          assertThat(timeout(Duration.ofSeconds(2)).when()).hasValue(3);
          assertThat(timeoutAt(3).when()).hasValue(3);
          assertThat(timeout(2, () -> sleep(1, "a"))).isEqualTo("a");
          assertThat(timeout(Duration.ofSeconds(2), () -> sleep(1, "b"))).isEqualTo("b");
          assertThat(timeoutAt(5, () -> sleep(1, "c"))).isEqualTo("c");
          assertThatThrownBy(() -> timeout(Duration.ofSeconds(1), () -> sleep(2)))
              .isInstanceOf(TimeoutException.class);
          assertThatThrownBy(() -> timeoutAt(6, () -> sleep(2)))
              .isInstanceOf(TimeoutException.class);
          assertThat(getRunningLoop().time()).isEqualTo(6);
        });
  }

  @Test
  @Behaviour(121)
  void timeoutWithoutALimitNeverFires() {
    VirtualTime.run(
        () -> {
          Timeout limit = timeout();

          assertThat(limit.when()).isEmpty();
          limit.run(_ -> sleep(Duration.ofDays(1000)));
          assertThat(limit.expired()).isFalse();
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, -1e6})
  @Behaviour(122)
  void limitThatHasPassedFiresAtTheFirstSuspension(double delay) {
    VirtualTime.run(
        () -> {
          Timeout limit = timeout(delay);

          assertThatThrownBy(
                  () ->
                      limit.run(
                          _ -> {
                            trace.add("began");
                            sleep(10);
                            trace.add("went on");
                          }))
              .isInstanceOf(TimeoutException.class);
          assertThat(limit.expired()).isTrue();
          assertThat(trace).containsExactly("began");
          assertThat(getRunningLoop().time()).isZero();
        });
  }

  @Test
  @Behaviour(122)
  void limitThatHasPassedInterruptsEvenABareYield() {
    VirtualTime.run(
        () -> {
          Timeout limit = timeout(0);

          assertThatThrownBy(() -> limit.run(_ -> sleep(0))).isInstanceOf(TimeoutException.class);
          assertThat(limit.expired()).isTrue();
        });
  }

  @Test
  @Behaviour({46, 122})
  void blockThatNeverSuspendsIsNotAffectedByALimitThatHasPassed() {
    VirtualTime.run(
        () -> {
          Future<String> done = getRunningLoop().createFuture();
          done.setResult("done");
          Timeout limit = timeout(0);

          assertThat(limit.<String>call(_ -> await(done))).isEqualTo("done");
          assertThat(limit.expired()).isFalse();
          sleep(1);
          assertThat(cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(123)
  void insideTheBlockTheTimeoutIsACancellation() {
    VirtualTime.run(
        () -> {
          assertThatThrownBy(
                  () ->
                      timeout(
                          1,
                          () -> {
                            try {
                              sleep(10);
                            } finally {
                              trace.add("cancelling " + cancelling());
                            }
                          }))
              .isInstanceOf(TimeoutException.class);
          assertThat(trace).containsExactly("cancelling 1");
        });
  }

  @Test
  @Behaviour(136)
  void taskThatTimedOutFinishesUncancelled() {
    VirtualTime.run(
        () -> {
          Task<String> task =
              createTask(
                  () -> {
                    try {
                      return timeout(1, () -> sleep(10, "slept"));
                    } catch (TimeoutException expired) {
                      return sleep(1, "went on");
                    }
                  });

          assertThat(await(task)).isEqualTo("went on");
          assertThat(task.cancelled()).isFalse();
          assertThat(task.cancelling()).isZero();
        });
  }

  @Test
  void limitThatIsNotANumberIsRefused() {
    VirtualTime.run(
        () -> {
          assertThatThrownBy(() -> timeout(Double.NaN))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("delay must be a number of seconds, got NaN");
          assertThatThrownBy(() -> timeoutAt(Double.NaN))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("when must be a number of seconds, got NaN");
        });
  }
}
