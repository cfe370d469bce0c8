package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a cancellation does to a task that waits on a {@link Condition}. */
@Explored
final class ConditionCancelTest {
  private final Condition condition = new Condition();
  private final List<String> log = new ArrayList<>();

  /** A task that has come, and waits. */
  private Task<?> waiter(String name) {
    var waiter =
        createTask(
            () -> {
              try (var _ = condition.acquire()) {
                condition.await();
                log.add(name);
              }
            });
    settle();
    return waiter;
  }

  private void signal() {
    try (var _ = condition.acquire()) {
      condition.signal();
    }
  }

  @Test
  @Behaviour(211)
  void cancelledWaiterHoldsTheLockWhenItGetsTheError() {
    Scenario.run(
        () -> {
          var waiter = waiterThatRecordsItsCancellation();
          settle();
          condition.acquire();

          waiter.cancel("why");
          settle();
          assertThat(log).isEmpty();
          condition.release();
          settle();

          assertThat(log).containsExactly("why, locked=true");
          assertThat(waiter.cancelled()).isTrue();
          assertThat(condition).hasToString("Condition[unlocked, waiters=0]");
        });
  }

  private Task<?> waiterThatRecordsItsCancellation() {
    return createTask(
        () -> {
          try (var _ = condition.acquire()) {
            try {
              condition.await();
            } catch (CancelledError cancelled) {
              log.add(cancelled.getMessage() + ", locked=" + condition.locked());
              throw cancelled;
            }
          }
        });
  }

  @Test
  @Behaviour(211)
  void cancellationsAreAbsorbedUntilTheLockIsAcquiredAgain() {
    Scenario.run(
        () -> {
          var waiter = waiterThatRecordsItsCancellation();
          settle();
          condition.acquire();

          for (String reason : List.of("first", "second", "third")) {
            waiter.cancel(reason);
            settle();
          }
          assertThat(waiter.done()).isFalse();
          condition.release();
          settle();

          assertThat(log).containsExactly("third, locked=true");
          assertThat(waiter.cancelling()).isEqualTo(3);
        });
  }

  @Test
  @Behaviour(212)
  void waiterCancelledInTheStepOfItsSignalPassesItOn() {
    Scenario.run(
        () -> {
          var cancelled = waiter("cancelled");
          var next = waiter("next");

          signal();
          cancelled.cancel();
          await(next);

          assertThat(log).containsExactly("next");
          assertThat(cancelled.cancelled()).isTrue();
        });
  }

  @Test
  @Behaviour(212)
  void waiterCancelledWhileItAcquiresTheLockAgainPassesTheSignalOn() {
    Scenario.run(
        () -> {
          var cancelled = waiter("cancelled");
          var next = waiter("next");

          condition.acquire();
          condition.signal();
          settle();
          cancelled.cancel();
          settle();
          condition.release();
          await(next);

          assertThat(log).containsExactly("next");
          assertThat(cancelled.cancelled()).isTrue();
        });
  }

  @Test
  @Behaviour(211)
  void errorThatTheWaiterGetsIsTheVeryOneThatEndsItsTask() {
    Scenario.run(
        () -> {
          List<CancelledError> seen = new ArrayList<>();
          Task<?> waiter =
              createTask(
                  () -> {
                    try (var _ = condition.acquire()) {
                      condition.await();
                    } catch (CancelledError cancelled) {
                      seen.add(cancelled);
                      throw cancelled;
                    }
                  });
          settle();
          condition.acquire();
          waiter.cancel("first");
          settle();
          waiter.cancel("second");
          settle();
          condition.release();

          assertThatThrownBy(() -> await(waiter)).isSameAs(seen.getFirst()).hasMessage("second");
        });
  }
}
