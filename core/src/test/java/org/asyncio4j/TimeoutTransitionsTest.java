package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.timeoutAt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.asyncio4j.testing.DeadlockError;
import org.asyncio4j.testing.VirtualClock;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every state of a Timeout, and what each method does there. */
final class TimeoutTransitionsTest {
  private static final Duration LONG = Duration.ofDays(1);

  enum State {
    CREATED,
    ACTIVE,
    EXPIRING,
    EXPIRED,
    FINISHED
  }

  /** Brings a limit of one second into a state and has it looked at there. */
  private static void in(State state, Consumer<Timeout> look) {
    VirtualTime.run(
        () -> {
          Timeout limit = timeout(1);
          switch (state) {
            case CREATED -> look.accept(limit);
            case ACTIVE -> limit.run(look::accept);
            case EXPIRING -> limit.run(active -> swallowTheTimeoutThen(() -> look.accept(active)));
            case EXPIRED -> {
              limit.run(_ -> swallowTheTimeoutThen(() -> {}));
              look.accept(limit);
            }
            case FINISHED -> {
              limit.run(_ -> {});
              look.accept(limit);
            }
          }
        });
  }

  private static void swallowTheTimeoutThen(Runnable then) {
    try {
      sleep(LONG);
    } catch (CancelledError swallowed) {
      then.run();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenAnswersInEveryState(State state) {
    in(state, limit -> assertThat(limit.when()).hasValue(1));
  }

  @ParameterizedTest
  @EnumSource
  void expiredAnswersInEveryState(State state) {
    boolean expired = Set.of(State.EXPIRING, State.EXPIRED).contains(state);

    in(state, limit -> assertThat(limit.expired()).isEqualTo(expired));
  }

  @ParameterizedTest
  @EnumSource
  void textNamesTheState(State state) {
    in(state, limit -> assertThat(limit).hasToString("Timeout[%s, when=1.0]".formatted(state)));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
  @Behaviour(134)
  void rescheduleIsRefusedUnlessActive(State state) {
    in(
        state,
        limit -> {
          assertThatThrownBy(() -> limit.reschedule(9))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("Timeout[%s, when=1.0] cannot be rescheduled: expected ACTIVE", state);
          assertThat(limit.when()).hasValue(1);
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
  @Behaviour(134)
  void rescheduleToNeverIsRefusedUnlessActive(State state) {
    in(
        state,
        limit -> {
          assertThatThrownBy(limit::rescheduleToNever)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining(state + ", when=1.0] cannot be rescheduled");
          assertThat(limit.when()).hasValue(1);
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CREATED")
  @Behaviour(135)
  void runIsRefusedUnlessCreated(State state) {
    in(
        state,
        limit ->
            assertThatThrownBy(() -> limit.run(_ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Timeout[%s, when=1.0] cannot be entered: expected CREATED", state));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CREATED")
  @Behaviour(135)
  void callIsRefusedUnlessCreated(State state) {
    in(
        state,
        limit ->
            assertThatThrownBy(() -> limit.call(_ -> "not called"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be entered: expected CREATED"));
  }

  @Test
  @Behaviour(135)
  void limitCannotBeEnteredOutsideATask() {
    VirtualTime.run(
        () -> {
          var reports = TestLoops.Reports.of(getRunningLoop());
          Timeout limit = timeout(1);
          getRunningLoop().callSoon(() -> runQuietly(limit));
          sleep(0);

          assertThat(reports.only().exception().orElseThrow())
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("timeout needs a task: a plain callback of the loop cannot wait");
          assertThat(limit.<String>call(_ -> "still unused")).isEqualTo("still unused");
        });
  }

  private static void runQuietly(Timeout limit) {
    try {
      limit.run(_ -> {});
    } catch (TimeoutException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  @Behaviour(135)
  void limitCannotBeMadeOutsideALoopUnlessItsTimeIsAbsolute() {
    assertThatThrownBy(() -> timeout(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no running event loop: call this inside Asyncio.run");
    assertThat(timeoutAt(5).when()).hasValue(5);
  }

  @Test
  @Behaviour(134)
  void rescheduleMovesTheDeadlineBack() {
    VirtualTime.run(
        () -> {
          Timeout limit = timeout(1);

          assertThatThrownBy(
                  () ->
                      limit.run(
                          active -> {
                            active.reschedule(5);
                            sleep(LONG);
                          }))
              .isInstanceOf(TimeoutException.class);
          assertThat(limit.when()).hasValue(5);
          assertThat(getRunningLoop().time()).isEqualTo(5);
        });
  }

  @Test
  @Behaviour(134)
  void rescheduleMovesTheDeadlineForward() {
    VirtualTime.run(
        () -> {
          assertThatThrownBy(
                  () ->
                      timeout(5)
                          .run(
                              active -> {
                                active.reschedule(2);
                                sleep(LONG);
                              }))
              .isInstanceOf(TimeoutException.class);
          assertThat(getRunningLoop().time()).isEqualTo(2);
        });
  }

  @Test
  @Behaviour(134)
  void rescheduleToNeverRemovesTheDeadline() {
    VirtualTime.run(
        () -> {
          Timeout limit = timeout(1);

          limit.run(
              active -> {
                active.rescheduleToNever();
                sleep(100);
              });

          assertThat(limit.when()).isEmpty();
          assertThat(limit.expired()).isFalse();
          assertThat(limit).hasToString("Timeout[FINISHED]");
        });
  }

  @Test
  @Behaviour(134)
  void rescheduleGivesALimitToABlockThatHadNone() {
    VirtualTime.run(
        () ->
            assertThatThrownBy(
                    () ->
                        timeout()
                            .run(
                                active -> {
                                  active.reschedule(1);
                                  sleep(LONG);
                                }))
                .isInstanceOf(TimeoutException.class));
  }

  @Test
  @Behaviour(134)
  void rescheduleIntoThePastFiresAtTheNextSuspension() {
    VirtualTime.run(
        () -> {
          sleep(10);
          List<String> trace = new ArrayList<>();

          assertThatThrownBy(
                  () ->
                      timeout(5)
                          .run(
                              active -> {
                                active.reschedule(3);
                                trace.add("goes on");
                                sleep(LONG);
                              }))
              .isInstanceOf(TimeoutException.class);
          assertThat(trace).containsExactly("goes on");
          assertThat(getRunningLoop().time()).isEqualTo(10);
        });
  }

  @Test
  void limitThatIsLeftLeavesNoTimerBehind() {
    var clock = new VirtualClock();
    EventLoop loop = VirtualTime.newEventLoop(clock, LoopOptions.DEFAULT);
    loop.runUntilComplete(
        () -> {
          timeout(1000).run(_ -> sleep(1));
          timeout(1000).run(active -> active.reschedule(2000));
        });

    assertThatThrownBy(loop::runForever).isInstanceOf(DeadlockError.class);
    assertThat(clock.nanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void alarmOfABlockThatWasLeftDoesNotCancelTheTask() {
    VirtualTime.run(
        () -> {
          // The alarm of a limit in the past is a callback already queued when the block is left.
          timeout(0).run(_ -> {});
          sleep(0);
          sleep(1);

          assertThat(currentTask().orElseThrow().cancelling()).isZero();
        });
  }
}
