package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

final class HeldTest {

  @Test
  void endOfTheTryReleasesTheLock() {
    VirtualTime.run(
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
    VirtualTime.run(
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
    VirtualTime.run(
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
    VirtualTime.run(
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
    VirtualTime.run(
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
