package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

@Explored
final class HeldTest {

  @Test
  void endOfTheTryReleasesTheLock() {
    Scenario.run(
        () -> {
          var lock = new Lock();

          try (var _ = lock.acquire()) {
            assertThat(lock.locked()).isTrue();
          }

          assertThat(lock.locked()).isFalse();
        });
  }

  @Test
  void whatTheBodyThrowsComesOutAndTheLockIsReleased() {
    Scenario.run(
        () -> {
          var lock = new Lock();
          var failure = new IllegalArgumentException("body");

          assertThatThrownBy(
                  () -> {
                    try (var _ = lock.acquire()) {
                      throw failure;
                    }
                  })
              .isSameAs(failure);

          assertThat(lock.locked()).isFalse();
        });
  }

  @Test
  void secondCloseDoesNotReleaseWhatAnotherHolds() {
    Scenario.run(
        () -> {
          var lock = new Lock();
          var held = lock.acquire();
          held.close();
          lock.acquire();

          held.close();

          assertThat(lock.locked()).isTrue();
        });
  }

  @Test
  void endOfTheTryGivesThePermitBack() {
    Scenario.run(
        () -> {
          var semaphore = new BoundedSemaphore(1);

          try (var _ = semaphore.acquire()) {
            assertThat(semaphore.locked()).isTrue();
          }

          assertThat(semaphore.locked()).isFalse();
        });
  }

  @Test
  void endOfTheTryReleasesTheLockOfACondition() {
    Scenario.run(
        () -> {
          var lock = new Lock();
          var condition = new Condition(lock);

          try (var _ = condition.acquire()) {
            assertThat(lock.locked()).isTrue();
          }

          assertThat(lock.locked()).isFalse();
        });
  }
}
