package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.DeadlockError;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

@Explored
final class LockTest {
  private final Lock lock = new Lock();
  private final List<String> log = new ArrayList<>();

  private void holdOnce(String name) {
    try (var _ = lock.acquire()) {
      log.add(name);
      sleep(2); // longer than it takes to settle
    }
  }

  @Test
  @Behaviour(203)
  void waitersAcquireInOrderOfArrival() {
    Scenario.run(
        () -> {
          lock.acquire();
          var waiters = List.of(waiter("a"), waiter("b"), waiter("c"));

          lock.release();
          Asyncio.wait(waiters);

          assertThat(log).containsExactly("a", "b", "c");
          assertThat(lock.locked()).isFalse();
        });
  }

  private Task<?> task(String name) {
    return createTask(() -> holdOnce(name));
  }

  /** A task that has come, and waits. */
  private Task<?> waiter(String name) {
    var waiter = task(name);
    settle();
    return waiter;
  }

  @Test
  @Behaviour(203)
  void whoReleasesAndAcquiresAtOnceQueuesBehindTheWaiters() {
    Scenario.run(
        () -> {
          lock.acquire();
          var waiters = List.of(waiter("a"), waiter("b"));

          lock.release();
          holdOnce("releaser");
          Asyncio.wait(waiters);

          assertThat(log).containsExactly("a", "b", "releaser");
        });
  }

  @Test
  @Behaviour({203, 204})
  void unlockedLockIsSpokenForUntilTheWaiterHasHadItsTurn() {
    Scenario.run(
        () -> {
          lock.acquire();
          var waiter = waiter("waiter");

          lock.release();
          assertThat(lock.locked()).isFalse();
          var newcomer = task("newcomer");
          assertThat(log).isEmpty();
          await(waiter);
          await(newcomer);

          assertThat(log).containsExactly("waiter", "newcomer");
        });
  }

  @Test
  @Behaviour(205)
  void cancelledWaiterThatWasChosenHandsTheLockOn() {
    Scenario.run(
        () -> {
          lock.acquire();
          var chosen = waiter("chosen");
          var next = waiter("next");

          lock.release();
          chosen.cancel();
          Asyncio.wait(List.of(chosen, next));

          assertThat(chosen.cancelled()).isTrue();
          assertThat(log).containsExactly("next");
          assertThat(lock).hasToString("Lock[unlocked, waiters=0]");
        });
  }

  @Test
  @Behaviour(205)
  void releaseAfterACancellationInTheSameStepReachesTheNextWaiter() {
    Scenario.run(
        () -> {
          lock.acquire();
          var cancelled = waiter("cancelled");
          var next = waiter("next");

          cancelled.cancel();
          lock.release();
          Asyncio.wait(List.of(cancelled, next));

          assertThat(log).containsExactly("next");
        });
  }

  @Test
  @Behaviour(205)
  void cancelledWaiterDoesNotTakeTheLockFromItsNewOwner() {
    Scenario.run(
        () -> {
          lock.acquire();
          var chosen = waiter("chosen");
          var next = waiter("next");

          lock.release();
          chosen.cancel();
          settle();
          assertThat(log).containsExactly("next");
          assertThat(lock.locked()).isTrue();
          var late = task("late");
          await(next);
          await(late);

          assertThat(log).containsExactly("next", "late");
        });
  }

  @Test
  @Behaviour(205)
  void cancelledWaiterInTheMiddleIsPassedOver() {
    Scenario.run(
        () -> {
          lock.acquire();
          var first = waiter("first");
          var second = waiter("second");
          var third = waiter("third");

          second.cancel();
          lock.release();
          Asyncio.wait(List.of(first, second, third));

          assertThat(log).containsExactly("first", "third");
        });
  }

  @Test
  @Behaviour(205)
  void newcomerNeedNotWaitForWaitersThatAreAllCancelled() {
    Scenario.run(
        () -> {
          lock.acquire();
          var cancelled = waiter("cancelled");

          cancelled.cancel();
          lock.release();
          lock.acquire();

          assertThat(cancelled.done()).isFalse(); // so it did not suspend
          lock.release();
        });
  }

  @Test
  @Behaviour(206)
  void anyTaskMayRelease() {
    Scenario.run(
        () -> {
          lock.acquire();

          await(createTask(lock::release));

          assertThat(lock.locked()).isFalse();
        });
  }

  @Test
  @Behaviour(206)
  void releaseOfAnUnlockedLockIsRefused() {
    assertThatThrownBy(lock::release)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Lock[unlocked, waiters=0] is not acquired");
  }

  @Test
  @Behaviour(206)
  void acquiringItTwiceWaitsForEver() {
    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      lock.acquire();
                      lock.acquire();
                    }))
        .isInstanceOf(DeadlockError.class);
  }

  @Test
  void uncontendedAcquireDoesNotSuspend() {
    Scenario.run(
        () -> {
          getRunningLoop().callSoon(() -> log.add("loop"));

          lock.acquire();

          assertThat(log).isEmpty();
          assertThat(lock.locked()).isTrue();
        });
  }

  @Test
  void acquireThatCannotWaitLeavesNoWaiterBehind() {
    Scenario.run(
        () -> {
          lock.acquire();
          var thrown = new ArrayList<Throwable>();
          getRunningLoop().callSoon(() -> thrown.add(catchThrowable(lock::acquire)));
          settle();

          assertThat(thrown.getFirst())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("a plain callback of the loop cannot wait");
          assertThat(lock).hasToString("Lock[locked, waiters=0]");

          lock.release();
          holdOnce("me");

          assertThat(log).containsExactly("me");
        });
  }

  @Test
  void describesItself() {
    Scenario.run(
        () -> {
          assertThat(lock).hasToString("Lock[unlocked, waiters=0]");
          lock.acquire();
          var waiter = waiter("waiter");

          assertThat(lock).hasToString("Lock[locked, waiters=1]");

          lock.release();
          await(waiter);
        });
  }
}
