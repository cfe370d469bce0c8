package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Scenario.assertWokenInOrder;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@Explored
final class SemaphoreTest {
  private final List<String> log = new ArrayList<>();

  private Task<?> acquirer(Semaphore semaphore, String name) {
    return createTask(
        () -> {
          semaphore.acquire();
          log.add(name);
        });
  }

  /** A task that has come, and waits if it must. */
  private Task<?> comer(Semaphore semaphore, String name) {
    var comer = acquirer(semaphore, name);
    settle();
    return comer;
  }

  @Test
  void asManyTasksPassAsThereArePermits() {
    Scenario.run(
        () -> {
          var semaphore = new Semaphore(2);
          comer(semaphore, "a");
          comer(semaphore, "b");
          var third = comer(semaphore, "c");

          assertThat(log).containsExactly("a", "b");
          assertThat(semaphore.locked()).isTrue();
          assertThat(third.done()).isFalse();
          third.cancel();
        });
  }

  @Test
  @Behaviour(214)
  void permitsAreGivenInOrderOfArrival() {
    Scenario.run(
        () -> {
          var semaphore = new Semaphore(0);
          var tasks = List.of("a", "b", "c").stream().map(n -> comer(semaphore, n)).toList();

          semaphore.release();
          settle();
          assertThat(log).containsExactly("a");
          semaphore.release();
          semaphore.release();
          Asyncio.wait(tasks);

          assertWokenInOrder(log, List.of("a", "b", "c"));
        });
  }

  @Test
  @Behaviour(214)
  void lockedWhileWaitersExistEvenIfPermitsAreLeft() {
    Scenario.run(
        () -> {
          var semaphore = new Semaphore(0);
          var waiter = comer(semaphore, "waiter");

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
    Scenario.run(
        () -> {
          var semaphore = new Semaphore(1);
          semaphore.acquire();
          var waiter = comer(semaphore, "waiter");

          semaphore.release();
          var again = comer(semaphore, "releaser");
          assertThat(log).containsExactly("waiter");
          semaphore.release();
          Asyncio.wait(List.of(waiter, again));

          assertThat(log).containsExactly("waiter", "releaser");
        });
  }

  @Test
  void acquireOfAFreePermitDoesNotSuspend() {
    Scenario.run(
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
    Scenario.run(
        () -> {
          var semaphore = new Semaphore(0);
          var cancelled = comer(semaphore, "cancelled");
          var next = comer(semaphore, "next");

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
    Scenario.run(
        () -> {
          var semaphore = new Semaphore(0);
          var cancelled = comer(semaphore, "cancelled");

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
    Scenario.run(
        () -> {
          var semaphore = new Semaphore(0);
          var first = comer(semaphore, "first");
          var second = comer(semaphore, "second");
          var third = comer(semaphore, "third");
          var fourth = comer(semaphore, "fourth");

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
    Scenario.run(
        () -> {
          var semaphore = new Semaphore(0);
          var chosen = comer(semaphore, "chosen");

          semaphore.release();
          semaphore.release();
          var newcomers = List.of(acquirer(semaphore, "x"), acquirer(semaphore, "y"));
          chosen.cancel();
          Asyncio.wait(newcomers);

          assertWokenInOrder(log, List.of("x", "y"));
        });
  }

  @Test
  @Behaviour(215)
  void newcomerNeedNotWaitForWaitersThatAreAllCancelled() {
    Scenario.run(
        () -> {
          var semaphore = new Semaphore(1);
          semaphore.acquire();
          var cancelled = comer(semaphore, "cancelled");

          cancelled.cancel();
          semaphore.release();
          semaphore.acquire();

          assertThat(cancelled.done()).isFalse(); // so it did not suspend
        });
  }

  @Test
  @Behaviour(216)
  void boundedSemaphoreRefusesMorePermitsThanAtFirst() {
    Scenario.run(
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
    Scenario.run(
        () -> {
          var semaphore = new Semaphore(0);
          var thrown = new ArrayList<Throwable>();
          getRunningLoop().callSoon(() -> thrown.add(catchThrowable(semaphore::acquire)));
          settle();

          assertThat(thrown.getFirst())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("a plain callback of the loop cannot wait");
          assertThat(semaphore).hasToString("Semaphore[value=0, waiters=0]");
        });
  }
}
