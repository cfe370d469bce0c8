package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** Who is taken to hold a semaphore's permits. */
final class HoldersTest {

  private static Task<?> task() {
    return Asyncio.createTask(() -> {});
  }

  @Test
  void releasingTaskReleasesItsOwnPermit() {
    VirtualTime.run(
        () -> {
          var holders = new Holders(3);
          Task<?> a = task();
          Task<?> b = task();
          holders.add(a);
          holders.add(b);
          holders.add(a);
          assertThat(holders.snapshot()).containsExactly(a, b);

          holders.removeOneOf(b);
          assertThat(holders.snapshot()).containsExactly(a);
          holders.removeOneOf(a);
          assertThat(holders.snapshot()).containsExactly(a);
          holders.removeOneOf(a);
          assertThat(holders.snapshot()).isEmpty();
        });
  }

  @Test
  void strangerReleasesWhatHasBeenHeldLongest() {
    VirtualTime.run(
        () -> {
          var holders = new Holders(2);
          Task<?> a = task();
          Task<?> b = task();
          holders.add(a);
          holders.add(b);

          holders.removeOneOf(task());
          assertThat(holders.snapshot()).containsExactly(b);
          holders.removeOneOf(null);
          assertThat(holders.snapshot()).isEmpty();
          holders.removeOneOf(a);
          assertThat(holders.snapshot()).isEmpty();
        });
  }

  @Test
  void nobodyIsRememberedOfMoreThan64Permits() {
    VirtualTime.run(
        () -> {
          var few = new Holders(64);
          var many = new Holders(65);
          Task<?> a = task();
          few.add(a);
          many.add(a);

          assertThat(few.snapshot()).containsExactly(a);
          assertThat(many.snapshot()).isEmpty();
          many.removeOneOf(a);
        });
  }

  @Test
  void permitsBeyondTheFirstOnesAreNotRemembered() {
    VirtualTime.run(
        () -> {
          var holders = new Holders(1);
          Task<?> a = task();
          holders.add(a);
          holders.add(task());
          holders.add(null);

          assertThat(holders.snapshot()).containsExactly(a);
        });
  }

  @Test
  void semaphoreForgetsWhoReleasesOrIsCancelled() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(1);
          Held held = semaphore.acquire();
          Task<?> waiting = Asyncio.createTask(() -> semaphore.acquire());
          Asyncio.sleep(0);
          assertThat(semaphore.holders().snapshot())
              .containsExactly(Asyncio.currentTask().orElseThrow());
          held.close(); // the permit is given to the waiting task, which is cancelled with it
          waiting.cancel();
          Asyncio.wait(java.util.Set.of(waiting));

          assertThat(semaphore.holders().snapshot()).isEmpty();
          assertThat(semaphore.locked()).isFalse();
        });
  }
}
