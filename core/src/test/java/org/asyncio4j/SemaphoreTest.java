package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

final class SemaphoreTest {
  private final List<String> log = new ArrayList<>();

  private Task<?> acquirer(Semaphore semaphore, String name) {
    return createTask(
        () -> {
          semaphore.acquire();
          log.add(name);
        });
  }

  private static void settle() {
    for (int i = 0; i < 10; i++) {
      sleep(0);
    }
  }

  @Test
  void asManyTasksPassAsThereArePermits() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(2);
          acquirer(semaphore, "a");
          acquirer(semaphore, "b");
          var third = acquirer(semaphore, "c");
          settle();

          assertThat(log).containsExactly("a", "b");
          assertThat(semaphore.locked()).isTrue();
          assertThat(third.done()).isFalse();
          third.cancel();
        });
  }

  @Test
  @Behaviour(214)
  void permitsAreGivenInOrderOfArrival() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          var tasks = List.of("a", "b", "c").stream().map(n -> acquirer(semaphore, n)).toList();
          settle();

          semaphore.release();
          settle();
          assertThat(log).containsExactly("a");
          semaphore.release();
          semaphore.release();
          Asyncio.wait(tasks);

          assertThat(log).containsExactly("a", "b", "c");
        });
  }

  @Test
  @Behaviour(214)
  void lockedWhileWaitersExistEvenIfPermitsAreLeft() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          var waiter = acquirer(semaphore, "waiter");
          sleep(0);

          semaphore.release();
          semaphore.release();
          assertThat(semaphore).hasToString("Semaphore[value=1, waiters=1]");
          assertThat(semaphore.locked()).isTrue();
          var newcomer = acquirer(semaphore, "newcomer");
          Asyncio.wait(List.of(waiter, newcomer));

          assertThat(log).containsExactly("waiter", "newcomer");
          assertThat(semaphore).hasToString("Semaphore[value=0, waiters=0]");
        });
  }

  @Test
  @Behaviour(214)
  void whoReleasesAndAcquiresAtOnceQueuesBehindTheWaiters() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(1);
          semaphore.acquire();
          var waiter = acquirer(semaphore, "waiter");
          sleep(0);

          semaphore.release();
          var again = acquirer(semaphore, "releaser");
          settle();
          assertThat(log).containsExactly("waiter");
          semaphore.release();
          Asyncio.wait(List.of(waiter, again));

          assertThat(log).containsExactly("waiter", "releaser");
        });
  }

  @Test
  void acquireOfAFreePermitDoesNotSuspend() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(1);
          getRunningLoop().callSoon(() -> log.add("loop"));

          semaphore.acquire();

          assertThat(log).isEmpty();
        });
  }

  @Test
  @Behaviour(215)
  void permitOfACancelledWaiterGoesToTheNext() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          var cancelled = acquirer(semaphore, "cancelled");
          var next = acquirer(semaphore, "next");
          sleep(0);

          semaphore.release();
          cancelled.cancel();
          Asyncio.wait(List.of(cancelled, next));

          assertThat(log).containsExactly("next");
          assertThat(semaphore).hasToString("Semaphore[value=0, waiters=0]");
        });
  }

  @Test
  @Behaviour(215)
  void permitOfTheLastWaiterThatIsCancelledIsFreeAgain() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          var cancelled = acquirer(semaphore, "cancelled");
          sleep(0);

          semaphore.release();
          cancelled.cancel();
          settle();

          assertThat(cancelled.cancelled()).isTrue();
          assertThat(semaphore).hasToString("Semaphore[value=1, waiters=0]");
          assertThat(semaphore.locked()).isFalse();
        });
  }

  @Test
  @Behaviour(215)
  void waitersCancelledBeforeTheReleaseArePassedOver() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          var first = acquirer(semaphore, "first");
          var second = acquirer(semaphore, "second");
          var third = acquirer(semaphore, "third");
          var fourth = acquirer(semaphore, "fourth");
          sleep(0);

          first.cancel();
          second.cancel();
          semaphore.release();
          settle();

          assertThat(log).containsExactly("third");
          assertThat(fourth.done()).isFalse();
          semaphore.release();
          Asyncio.wait(List.of(third, fourth));
        });
  }

  @Test
  @Behaviour(215)
  void newcomersThatQueuedForOrderOnlyAreWokenWhenTheChosenOneIsCancelled() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          var chosen = acquirer(semaphore, "chosen");
          sleep(0);

          semaphore.release();
          semaphore.release();
          var newcomers = List.of(acquirer(semaphore, "x"), acquirer(semaphore, "y"));
          chosen.cancel();
          Asyncio.wait(newcomers);

          assertThat(log).containsExactly("x", "y");
        });
  }

  @Test
  @Behaviour(215)
  void newcomerNeedNotWaitForWaitersThatAreAllCancelled() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(1);
          semaphore.acquire();
          var cancelled = acquirer(semaphore, "cancelled");
          sleep(0);

          cancelled.cancel();
          semaphore.release();
          semaphore.acquire();

          assertThat(cancelled.done()).isFalse(); // so it did not suspend
        });
  }

  @Test
  @Behaviour(216)
  void boundedSemaphoreRefusesMorePermitsThanAtFirst() {
    VirtualTime.run(
        () -> {
          var semaphore = new BoundedSemaphore(2);
          semaphore.acquire();

          semaphore.release();

          assertThatThrownBy(semaphore::release)
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("BoundedSemaphore[value=2, waiters=0] released too many times");
        });
  }

  @Test
  void unboundedSemaphoreMayGetMorePermitsThanAtFirst() {
    var semaphore = new Semaphore();

    semaphore.release();

    assertThat(semaphore).hasToString("Semaphore[value=2, waiters=0]");
  }

  @Test
  @Behaviour(216)
  void negativeNumberOfPermitsIsRefused() {
    assertThatThrownBy(() -> new Semaphore(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("semaphore value must be >= 0, got -1");
    assertThatThrownBy(() -> new BoundedSemaphore(-2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("semaphore value must be >= 0, got -2");
  }

  @Test
  void defaultIsOnePermit() {
    assertThat(new Semaphore()).hasToString("Semaphore[value=1, waiters=0]");
    assertThat(new BoundedSemaphore()).hasToString("BoundedSemaphore[value=1, waiters=0]");
  }

  @Test
  void acquireThatCannotWaitLeavesNoWaiterBehind() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          var thrown = new ArrayList<Throwable>();
          getRunningLoop().callSoon(() -> thrown.add(catchThrowable(semaphore::acquire)));
          sleep(0);

          assertThat(thrown.getFirst())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("a plain callback of the loop cannot wait");
          assertThat(semaphore).hasToString("Semaphore[value=0, waiters=0]");
        });
  }
}
