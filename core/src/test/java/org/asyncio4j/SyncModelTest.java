package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * Random programs, in which tasks are cancelled at random moments, against what must hold in all of
 * them. Times are small whole numbers, so that much happens in the same iteration. A wake-up that
 * got lost ends a program with a deadlock.
 */
@Explored
final class SyncModelTest {
  private static final int PROGRAMS = 2000;

  @Test
  @Behaviour({203, 205})
  void lockHasOneOwnerAtATimeInOrderOfArrival() {
    Seeds.run(
        PROGRAMS,
        random -> {
          var lock = new Lock();
          new Permits(1, lock::acquire).play(random);
          assertThat(lock).hasToString("Lock[unlocked, waiters=0]");
        });
  }

  @Test
  @Behaviour({214, 215})
  void semaphoreKeepsItsPermitsAndTheOrderOfArrival() {
    Seeds.run(
        PROGRAMS,
        random -> {
          int permits = 1 + random.nextInt(3);
          var semaphore = new BoundedSemaphore(permits);
          new Permits(permits, semaphore::acquire).play(random);
          assertThat(semaphore)
              .hasToString("BoundedSemaphore[value=%s, waiters=0]".formatted(permits));
        });
  }

  private static void pause(SplittableRandom random) {
    switch (random.nextInt(4)) {
      case 0 -> {}
      case 1 -> sleep(0);
      default -> sleep(1 + random.nextInt(2));
    }
  }

  /** Tasks that take and give back what there is a limited number of. */
  private static final class Permits {
    private final int limit;
    private final Callable<Held> acquire;
    private int tickets;
    private int lastServed = -1;
    private int holders;

    Permits(int limit, Callable<Held> acquire) {
      this.limit = limit;
      this.acquire = acquire;
    }

    void play(SplittableRandom random) {
      Scenario.run(
          () -> {
            var tasks = new ArrayList<Task<?>>();
            for (int i = 2 + random.nextInt(5); i > 0; i--) {
              var own = random.split();
              tasks.add(createTask(() -> rounds(own)));
            }
            settle(); // a task that is cancelled before it has begun never begins
            for (int i = random.nextInt(20); i > 0; i--) {
              pause(random);
              tasks.get(random.nextInt(tasks.size())).cancel();
            }
            for (var task : tasks) {
              await(task);
            }
          });
      assertThat(holders).isZero();
    }

    private void rounds(SplittableRandom random) throws Exception {
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        try {
          pause(random);
          holdOnce(random);
        } catch (CancelledError cancelled) {
          Scenario.survive(cancelled);
        }
      }
    }

    private void holdOnce(SplittableRandom random) throws Exception {
      int ticket = tickets++;
      try (var _ = acquire.call()) {
        // Of several that have got a permit each, another schedule may let a later one go first.
        if (limit == 1 || Exploring.inAsyncioOrder()) {
          assertThat(ticket).as("a later one has been served before").isGreaterThan(lastServed);
        }
        lastServed = ticket;
        holders++;
        assertThat(holders).isLessThanOrEqualTo(limit);
        try {
          pause(random);
        } finally {
          holders--;
        }
      }
    }
  }

  @Test
  @Behaviour({210, 211, 212, 213})
  void bufferMadeOfTwoConditionsLosesNoItemAndNoSignal() {
    Seeds.run(PROGRAMS, random -> new Buffer().play(random));
  }

  /**
   * A bounded buffer: as many puts as gets, so that all tasks end unless a signal is lost. Lookers
   * may get a signal too; they pass it on, or the condition does when they are cancelled.
   */
  private static final class Buffer {
    private final Lock lock = new Lock();
    private final Condition notEmpty = new Condition(lock);
    private final Condition notFull = new Condition(lock);
    private final ArrayDeque<Integer> items = new ArrayDeque<>();
    private int nextIn;
    private int nextOut;

    void play(SplittableRandom random) {
      int each = 1 + random.nextInt(4);
      Scenario.run(
          () -> {
            var tasks = new ArrayList<Task<?>>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
              var putting = random.split();
              var getting = random.split();
              tasks.add(createTask(() -> times(each, putting, this::put)));
              tasks.add(createTask(() -> times(each, getting, this::get)));
            }
            var lookers = new ArrayList<Task<?>>();
            for (int i = random.nextInt(4); i > 0; i--) {
              lookers.add(createTask(this::look));
            }
            var all = new ArrayList<>(lookers);
            all.addAll(tasks);
            settle(); // a task that is cancelled before it has begun never begins
            for (int i = random.nextInt(20); i > 0; i--) {
              pause(random);
              all.get(random.nextInt(all.size())).cancel();
            }
            for (var task : tasks) {
              await(task);
            }
            lookers.forEach(Task::cancel);
            sleep(5);
          });
      assertThat(nextOut).isEqualTo(nextIn);
      assertThat(notEmpty).hasToString("Condition[unlocked, waiters=0]");
      assertThat(notFull).hasToString("Condition[unlocked, waiters=0]");
    }

    private static void times(int count, SplittableRandom random, Runnable step) {
      for (int left = count; left > 0; ) {
        try {
          pause(random);
          step.run();
          left--;
        } catch (CancelledError cancelled) {
          Scenario.survive(cancelled);
        }
      }
    }

    private void put() {
      try (var _ = lock.acquire()) {
        notFull.awaitUntil(() -> items.size() < 2);
        assertThat(lock.locked()).isTrue();
        items.add(nextIn++);
        notEmpty.signal();
      }
    }

    private void look() {
      try (var _ = lock.acquire()) {
        notEmpty.awaitUntil(() -> !items.isEmpty());
        notEmpty.signal();
      }
    }

    private void get() {
      try (var _ = lock.acquire()) {
        notEmpty.awaitUntil(() -> !items.isEmpty());
        assertThat(lock.locked()).isTrue();
        assertThat(items.remove()).isEqualTo(nextOut++);
        notFull.signal();
      }
    }
  }
}
