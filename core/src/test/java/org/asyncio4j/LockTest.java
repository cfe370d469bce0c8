package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.DeadlockError;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

final class LockTest {
  private final Lock lock = new Lock();
  private final List<String> log = new ArrayList<>();

  private void holdOnce(String name) {
    try (var _ = lock.acquire()) {
      log.add(name);
      sleep(0);
    }
  }

  @Test
  @Behaviour(203)
  void waitersAcquireInOrderOfArrival() {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var waiters = List.of(task("a"), task("b"), task("c"));
          sleep(0);

          lock.release();
          Asyncio.wait(waiters);

          assertThat(log).containsExactly("a", "b", "c");
          assertThat(lock.locked()).isFalse();
        });
  }

  private Task<?> task(String name) {
    return createTask(() -> holdOnce(name));
  }

  @Test
  @Behaviour(203)
  void whoReleasesAndAcquiresAtOnceQueuesBehindTheWaiters() {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var waiters = List.of(task("a"), task("b"));
          sleep(0);

          lock.release();
          holdOnce("releaser");
          Asyncio.wait(waiters);

          assertThat(log).containsExactly("a", "b", "releaser");
        });
  }

  @Test
  @Behaviour({203, 204})
  void unlockedLockIsSpokenForUntilTheWaiterHasHadItsTurn() {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var waiter = task("waiter");
          sleep(0);

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
    VirtualTime.run(
        () -> {
          lock.acquire();
          var chosen = task("chosen");
          var next = task("next");
          sleep(0);

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
    VirtualTime.run(
        () -> {
          lock.acquire();
          var cancelled = task("cancelled");
          var next = task("next");
          sleep(0);

          cancelled.cancel();
          lock.release();
          Asyncio.wait(List.of(cancelled, next));

          assertThat(log).containsExactly("next");
        });
  }

  @Test
  @Behaviour(205)
  void cancelledWaiterDoesNotTakeTheLockFromItsNewOwner() {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var chosen = task("chosen");
          var next = task("next");
          sleep(0);

          lock.release();
          chosen.cancel();
          sleep(0);
          sleep(0);
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
    VirtualTime.run(
        () -> {
          lock.acquire();
          var first = task("first");
          var second = task("second");
          var third = task("third");
          sleep(0);

          second.cancel();
          lock.release();
          Asyncio.wait(List.of(first, second, third));

          assertThat(log).containsExactly("first", "third");
        });
  }

  @Test
  @Behaviour(205)
  void newcomerNeedNotWaitForWaitersThatAreAllCancelled() {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var cancelled = task("cancelled");
          sleep(0);

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
    VirtualTime.run(
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
    VirtualTime.run(
        () -> {
          getRunningLoop().callSoon(() -> log.add("loop"));

          lock.acquire();

          assertThat(log).isEmpty();
          assertThat(lock.locked()).isTrue();
        });
  }

  @Test
  void acquireThatCannotWaitLeavesNoWaiterBehind() {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var thrown = new ArrayList<Throwable>();
          getRunningLoop().callSoon(() -> thrown.add(catchThrowable(lock::acquire)));
          sleep(0);

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
    VirtualTime.run(
        () -> {
          assertThat(lock).hasToString("Lock[unlocked, waiters=0]");
          lock.acquire();
          var waiter = task("waiter");
          sleep(0);

          assertThat(lock).hasToString("Lock[locked, waiters=1]");

          lock.release();
          await(waiter);
        });
  }
}
