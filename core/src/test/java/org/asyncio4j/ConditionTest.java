package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Scenario.assertWokenInOrder;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@Explored
final class ConditionTest {
  private final Condition condition = new Condition();
  private final List<String> log = new ArrayList<>();
  private boolean ready;

  /** A task that has come, and waits. */
  private Task<?> waiter(String name) {
    var waiter =
        createTask(
            () -> {
              try (var _ = condition.acquire()) {
                condition.await();
                assertThat(condition.locked()).isTrue();
                log.add(name);
              }
            });
    settle();
    return waiter;
  }

  private void signal(int n) {
    try (var _ = condition.acquire()) {
      condition.signal(n);
    }
  }

  @Test
  @Behaviour(209)
  void waitingAndSignallingWithoutTheLockIsRefused() {
    assertThatThrownBy(condition::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot wait on Condition[unlocked, waiters=0]: acquire its lock first");
    assertThatThrownBy(condition::signal)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot signal Condition[unlocked, waiters=0]: acquire its lock first");
    assertThatThrownBy(() -> condition.signal(2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(condition::signalAll).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @Behaviour(209)
  void awaitUntilNeedsTheLockOnlyIfThePredicateIsFalse() {
    condition.awaitUntil(() -> true);

    assertThatThrownBy(() -> condition.awaitUntil(() -> false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("acquire its lock first");
  }

  @Test
  @Behaviour(210)
  void signalWakesTheLongestWaitersInOrder() {
    Scenario.run(
        () -> {
          var waiters = List.of(waiter("a"), waiter("b"), waiter("c"), waiter("d"));

          signal(1);
          settle();
          assertThat(log).containsExactly("a");
          signal(2);
          settle();
          assertWokenInOrder(log, List.of("a", "b", "c"));
          signal(7);
          Asyncio.wait(waiters);

          assertWokenInOrder(log, List.of("a", "b", "c", "d"));
          assertThat(condition).hasToString("Condition[unlocked, waiters=0]");
        });
  }

  @Test
  @Behaviour(210)
  void twoSignalsWakeTwoWaitersEvenBeforeTheFirstHasRun() {
    Scenario.run(
        () -> {
          var waiters = List.of(waiter("a"), waiter("b"), waiter("c"));

          condition.acquire();
          condition.signal();
          condition.signal();
          condition.release();
          settle();

          assertWokenInOrder(log, List.of("a", "b"));
          signal(1);
          Asyncio.wait(waiters);
        });
  }

  @Test
  @Behaviour(210)
  void signalAllWakesAll() {
    Scenario.run(
        () -> {
          var waiters = List.of(waiter("a"), waiter("b"), waiter("c"));

          condition.acquire();
          condition.signalAll();
          condition.release();
          Asyncio.wait(waiters);

          assertWokenInOrder(log, List.of("a", "b", "c"));
        });
  }

  @Test
  @Behaviour(210)
  void signalOfNoneWakesNone() {
    Scenario.run(
        () -> {
          var waiter = waiter("a");

          signal(0);
          settle();

          assertThat(log).isEmpty();
          waiter.cancel();
        });
  }

  @Test
  @Behaviour(210)
  void signalledWaiterReturnsOnlyWhenTheLockIsItsOwn() {
    Scenario.run(
        () -> {
          var waiter = waiter("a");

          condition.acquire();
          condition.signal();
          settle();
          assertThat(log).isEmpty();
          condition.release();
          await(waiter);

          assertThat(log).containsExactly("a");
        });
  }

  @Test
  void awaitUntilAsksAgainAfterEverySignal() {
    Scenario.run(
        () -> {
          var waiter =
              createTask(
                  () -> {
                    try (var _ = condition.acquire()) {
                      condition.awaitUntil(
                          () -> {
                            log.add("asked");
                            return ready;
                          });
                    }
                  });
          settle();
          signal(1);
          settle();
          ready = true;
          settle();
          assertThat(waiter.done()).isFalse();
          signal(1);
          await(waiter);

          assertThat(log).containsExactly("asked", "asked", "asked");
        });
  }

  @Test
  @Behaviour(213)
  void twoConditionsMayShareOneLock() {
    Scenario.run(
        () -> {
          var lock = new Lock();
          var first = new Condition(lock);
          var second = new Condition(lock);
          var waiter =
              createTask(
                  () -> {
                    try (var _ = first.acquire()) {
                      first.await();
                      log.add("first");
                    }
                  });
          settle();

          try (var _ = lock.acquire()) {
            assertThat(first.locked()).isTrue();
            assertThat(second.locked()).isTrue();
            second.signalAll();
          }
          settle();
          assertThat(log).isEmpty();
          try (var _ = second.acquire()) {
            first.signal();
          }
          await(waiter);

          assertThat(log).containsExactly("first");
        });
  }

  @Test
  void describesItself() {
    Scenario.run(
        () -> {
          var waiter = waiter("a");
          condition.acquire();

          assertThat(condition).hasToString("Condition[locked, waiters=1]");

          condition.signal();
          condition.release();
          await(waiter);
        });
  }
}
