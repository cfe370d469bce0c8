package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@Explored
final class BarrierTest {
  private final List<String> log = new ArrayList<>();

  private static List<Task<Integer>> arrivals(int count, Barrier barrier) {
    return IntStream.range(0, count).mapToObj(_ -> createTask(() -> barrier.await())).toList();
  }

  /** Tasks that have come one after the other, and wait. */
  private static List<Task<Integer>> waiters(int count, Barrier barrier) {
    List<Task<Integer>> waiters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waiters.addAll(arrivals(1, barrier));
      settle();
    }
    return waiters;
  }

  private static void assertBroken(Collection<? extends Task<?>> tasks) {
    assertThat(tasks)
        .allSatisfy(
            task -> assertThat(task.exception()).isInstanceOf(BrokenBarrierException.class));
  }

  @Test
  @Behaviour(217)
  void tasksPassWhenAllHaveCome() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(3);
          var tasks = waiters(2, barrier);
          assertThat(barrier.nWaiting()).isEqualTo(2);
          assertThat(tasks).noneMatch(Task::done);

          assertThat(barrier.await()).isEqualTo(2);
          Asyncio.wait(tasks);

          assertThat(tasks).extracting(Task::result).containsExactly(0, 1);
          assertThat(barrier.nWaiting()).isZero();
        });
  }

  @Test
  @Behaviour({217, 218})
  void numbersAreThoseOfWhoPassesThoughOthersWereCancelled() {
    Scenario.run(
        () -> {
          for (int cancelled = 0; cancelled < 3; cancelled++) {
            var barrier = new Barrier(4);
            var tasks = new ArrayList<>(waiters(3, barrier));
            Task<Integer> leaving = tasks.remove(cancelled);
            leaving.cancel();
            settle();
            assertThat(leaving.cancelled()).isTrue();

            tasks.addAll(waiters(2, barrier));
            Asyncio.wait(tasks);

            assertThat(tasks).extracting(Task::result).containsExactly(0, 1, 2, 3);
          }
        });
  }

  @Test
  @Behaviour({217, 218})
  void numbersBeginAnewAfterAResetAndAnAbort() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(3);
          assertBrokenBy(waiters(2, barrier), barrier::reset);
          assertBrokenBy(waiters(2, barrier), barrier::abort);
          barrier.reset();

          var tasks = waiters(3, barrier);
          Asyncio.wait(tasks);

          assertThat(tasks).extracting(Task::result).containsExactly(0, 1, 2);
        });
  }

  private static void assertBrokenBy(List<Task<Integer>> waiting, Action change) throws Exception {
    change.run();
    Asyncio.wait(waiting);
    assertBroken(waiting);
  }

  @Test
  @Behaviour(217)
  void itCanBeUsedAgain() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(3);
          for (int round = 0; round < 4; round++) {
            var tasks = arrivals(3, barrier);
            Asyncio.wait(tasks);

            assertThat(tasks).extracting(Task::result).containsExactlyInAnyOrder(0, 1, 2);
          }
        });
  }

  @Test
  @Behaviour(217)
  void lastOneDoesNotSuspendAndNobodyWaitsWhileItDrains() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(2);
          var first = createTask(() -> barrier.await());
          settle();
          getRunningLoop().callSoon(() -> log.add("loop"));

          barrier.await();

          assertThat(log).isEmpty();
          assertThat(first.done()).isFalse();
          assertThat(barrier.nWaiting()).isZero();
          assertThat(barrier).hasToString("Barrier[DRAINING, waiting=0/2]");
          await(first);
          assertThat(barrier).hasToString("Barrier[FILLING, waiting=0/2]");
        });
  }

  @Test
  @Behaviour(217)
  void whoComesWhileItDrainsBelongsToTheNextRound() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(2);
          var first = createTask(() -> barrier.await());
          settle();
          barrier.await();
          var eager = TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER);
          var early = createTask(() -> barrier.await(), eager);
          assertThat(first.done()).isFalse();
          settle();

          assertThat(first.result()).isZero();
          assertThat(early.done()).isFalse();
          assertThat(barrier.nWaiting()).isEqualTo(1);
          assertThat(barrier.await()).isEqualTo(1);
          assertThat(await(early)).isZero();
        });
  }

  @Test
  void oneTaskAloneNeverWaitsAtABarrierOfOne() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(1);

          assertThat(barrier.await()).isZero();
          assertThat(barrier.await()).isZero();
        });
  }

  @Test
  @Behaviour(218)
  void cancelledWaiterLeavesAndTheOthersGoOnWaiting() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(3);
          var tasks = waiters(2, barrier);

          tasks.getFirst().cancel();
          settle();
          assertThat(barrier.nWaiting()).isEqualTo(1);
          assertThat(barrier.broken()).isFalse();
          var more = waiters(1, barrier);
          assertThat(barrier.nWaiting()).isEqualTo(2);
          assertThat(barrier.await()).isEqualTo(2);
          settle();

          assertThat(tasks.getFirst().cancelled()).isTrue();
          assertThat(tasks.getLast().result()).isZero();
          assertThat(more.getFirst().result()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(219)
  void resetBreaksTheWaitersButNotTheBarrier() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(3);
          var waiters = waiters(2, barrier);

          barrier.reset();
          settle();

          assertBroken(waiters);
          assertThat(barrier.broken()).isFalse();
          var next = arrivals(3, barrier);
          settle();
          assertThat(next).extracting(Task::result).containsExactlyInAnyOrder(0, 1, 2);
        });
  }

  @Test
  @Behaviour(219)
  void whoComesDuringAResetBelongsToTheNextRound() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(2);
          var broken = waiters(1, barrier);

          barrier.reset();
          var next = arrivals(2, barrier);
          settle();

          assertBroken(broken);
          assertThat(next).extracting(Task::result).containsExactlyInAnyOrder(0, 1);
        });
  }

  @Test
  @Behaviour(219)
  void abortBreaksTheWaitersAndWhoeverComes() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(3);
          var waiters = waiters(2, barrier);

          barrier.abort();
          var late = arrivals(2, barrier);
          settle();

          assertBroken(waiters);
          assertBroken(late);
          assertThat(barrier.broken()).isTrue();
          assertThat(barrier.nWaiting()).isZero();
        });
  }

  @Test
  @Behaviour(219)
  void resetMendsABrokenBarrier() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(2);
          barrier.abort();

          barrier.reset();
          var tasks = waiters(2, barrier);

          assertThat(barrier.broken()).isFalse();
          assertThat(tasks).extracting(Task::result).containsExactlyInAnyOrder(0, 1);
        });
  }

  @Test
  void errorsSayWhatBrokeIt() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(2);
          barrier.abort();

          assertThatThrownBy(barrier::await)
              .isInstanceOf(BrokenBarrierException.class)
              .hasMessage("Barrier[BROKEN, waiting=0/2] was aborted");
        });
  }

  @Test
  void fewerThanOnePartyIsRefused() {
    assertThatThrownBy(() -> new Barrier(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parties must be >= 1, got 0");
    assertThat(new Barrier(1).parties()).isEqualTo(1);
  }

  @Test
  @Behaviour(217)
  void nobodyBeginsARoundBeforeAllHaveEndedTheLast() {
    Seeds.run(
        300,
        random -> {
          int parties = 2 + random.nextInt(3);
          int[] roundOf = new int[parties];
          Scenario.run(
              () -> {
                var barrier = new Barrier(parties);
                var tasks = new ArrayList<Task<?>>();
                for (int i = 0; i < parties; i++) {
                  int me = i;
                  var delays = random.split();
                  tasks.add(createTask(() -> walk(barrier, roundOf, me, delays)));
                }
                for (var task : tasks) {
                  await(task);
                }
              });
          assertThat(roundOf).containsOnly(5);
        });
  }

  private static void walk(Barrier barrier, int[] roundOf, int me, SplittableRandom delays) {
    while (roundOf[me] < 5) {
      sleep(delays.nextInt(3));
      barrier.await();
      for (int other : roundOf) {
        assertThat(other).isBetween(roundOf[me], roundOf[me] + 1);
      }
      roundOf[me]++;
    }
  }
}
