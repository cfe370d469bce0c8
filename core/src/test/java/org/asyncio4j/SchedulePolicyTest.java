package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualClock;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Orders other than asyncio's. */
@Timeout(60)
final class SchedulePolicyTest {
  private static final SchedulePolicy FIRST = _ -> 0;
  private static final SchedulePolicy LAST = ready -> ready.size() - 1;

  private final List<String> log = new ArrayList<>();

  private void run(SchedulePolicy policy, Action main) {
    LoopOptions.where(
        LoopOptions.DEFAULT.withSchedule(() -> policy),
        () -> VirtualTime.during(() -> Asyncio.run(main)));
  }

  private static TaskOptions named(String name) {
    return TaskOptions.DEFAULT.withName(name);
  }

  private void threeTasks() {
    gather(
            () -> log.add("a"),
            () -> {
              log.add("b");
              sleep(0);
              log.add("b2");
            },
            () -> log.add("c"))
        .await();
  }

  @Test
  void theFirstOneOfThoseThatAreReadyIsAsyncios() {
    run(FIRST, this::threeTasks);

    assertThat(log).containsExactly("a", "b", "c", "b2");
  }

  @Test
  void theLastOneTurnsTheOrderOfTasksRound() {
    run(LAST, this::threeTasks);

    assertThat(log).containsExactly("c", "b", "b2", "a");
  }

  @Test
  void callbacksKeepTheirOrderWhateverThePolicySays() {
    run(
        LAST,
        () -> {
          getRunningLoop().callSoon(() -> log.add("first"));
          Task<?> task = createTask(() -> log.add("task"));
          getRunningLoop().callSoon(() -> log.add("second"));
          task.await();
        });

    assertThat(log).containsExactly("task", "first", "second");
  }

  @Test
  void aFreeCallbackKeepsNone() {
    SchedulePolicy.Free free = () -> log.add("free");
    run(
        LAST,
        () -> {
          getRunningLoop().callSoon(() -> log.add("first"));
          getRunningLoop().callSoon(free);
          createTask(() -> log.add("task")).await();
          sleep(0);
        });

    assertThat(log).containsExactly("task", "free", "first");
  }

  @Test
  void timersAreDueInTheOrderOfTheirTimes() {
    run(
        LAST,
        () ->
            gather(
                    () -> {
                      sleep(2);
                      log.add("two");
                    },
                    () -> {
                      sleep(1);
                      log.add("one");
                    })
                .await());

    assertThat(log).containsExactly("one", "two");
  }

  @Test
  void whatIsHeldBackStandsStillUntilItIsNot() {
    boolean[] held = {true};
    var policy =
        new SchedulePolicy() {
          @Override
          public int pick(Ready ready) {
            return 0;
          }

          @Override
          public boolean holdsBack(Object entry) {
            return held[0] && entry instanceof Task<?> task && task.getName().equals("held");
          }
        };
    run(
        policy,
        () -> {
          Task<?> task = createTask(() -> log.add("held"), named("held"));
          sleep(10);
          log.add("released");
          held[0] = false;
          task.await();
        });

    assertThat(log).containsExactly("released", "held");
  }

  @Test
  void thePolicySeesTheTasksAndTheOldestCallback() {
    List<List<String>> seen = new ArrayList<>();
    run(
        ready -> {
          List<String> names = new ArrayList<>();
          for (int i = 0; i < ready.size(); i++) {
            names.add(ready.entry(i) instanceof Task<?> task ? task.getName() : "callback");
          }
          seen.add(names);
          return 0;
        },
        () -> {
          createTask(() -> {}, named("a"));
          getRunningLoop().callSoon(() -> {});
          getRunningLoop().callSoon(() -> {});
          createTask(() -> {}, named("b"));
          sleep(0);
        });

    assertThat(seen).contains(List.of("a", "callback", "b", "Task-1"));
  }

  @Test
  void aPolicyMayMoveTheClockAlthoughSomethingIsReady() {
    var clock = new VirtualClock();
    List<Long> asked = new ArrayList<>();
    var policy =
        new SchedulePolicy() {
          @Override
          public int pick(Ready ready) {
            return 0;
          }

          @Override
          public void mayStall(long nanos) {
            asked.add(nanos);
            if (log.contains("busy 2")) {
              clock.elapse(Duration.ofNanos(nanos));
            }
          }
        };
    LoopOptions.where(
        LoopOptions.DEFAULT.withSchedule(() -> policy),
        () ->
            VirtualTime.during(
                clock,
                () ->
                    Asyncio.run(
                        () -> {
                          getRunningLoop().callLater(2.0, () -> log.add("timer"));
                          getRunningLoop().callLater(1.0, () -> {}).cancel();
                          for (int i = 1; i <= 3; i++) {
                            log.add("busy " + i);
                            sleep(0);
                          }
                        })));

    assertThat(log).containsExactly("busy 1", "busy 2", "busy 3", "timer");
    assertThat(asked).containsOnly(2_000_000_000L);
  }

  @Test
  void aPickThatIsNotThereLeavesTheLoop() {
    assertThatThrownBy(() -> run(_ -> 7, this::threeTasks))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("picked 7, expected 0 to 0");
  }
}
