package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Scenario.assertWokenInOrder;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@Explored
final class EventTest {
  private final Event event = new Event();
  private final List<String> log = new ArrayList<>();

  private Task<?> comer(String name) {
    return createTask(
        () -> {
          event.await();
          log.add(name);
        });
  }

  /** A task that has come, and waits. */
  private Task<?> waiter(String name) {
    var waiter = comer(name);
    settle();
    return waiter;
  }

  @Test
  @Behaviour(208)
  void setWakesAllWaitersInOrderOfArrival() {
    Scenario.run(
        () -> {
          var waiters = List.of(waiter("a"), waiter("b"), waiter("c"));

          event.set();
          assertThat(log).isEmpty();
          Asyncio.wait(waiters);

          assertWokenInOrder(log, List.of("a", "b", "c"));
          assertThat(event).hasToString("Event[set, waiters=0]");
        });
  }

  @Test
  @Behaviour(208)
  void waitersAreWokenEvenIfItIsClearedAtOnce() {
    Scenario.run(
        () -> {
          var waiters = List.of(waiter("a"), waiter("b"));

          event.set();
          event.clear();
          var late = comer("late");
          Asyncio.wait(waiters);

          assertWokenInOrder(log, List.of("a", "b"));
          assertThat(late.done()).isFalse();
          event.set();
          await(late);
        });
  }

  @Test
  void waitingForASetEventDoesNotSuspend() {
    Scenario.run(
        () -> {
          event.set();
          getRunningLoop().callSoon(() -> log.add("loop"));

          event.await();

          assertThat(log).isEmpty();
        });
  }

  @Test
  void settingItTwiceIsAsGoodAsOnce() {
    Scenario.run(
        () -> {
          var waiter = waiter("a");

          event.set();
          event.set();
          await(waiter);

          assertThat(log).containsExactly("a");
          assertThat(event.isSet()).isTrue();
        });
  }

  @Test
  void cancelledWaiterLeavesAndTheOthersAreWoken() {
    Scenario.run(
        () -> {
          var cancelled = waiter("cancelled");
          var other = waiter("other");

          cancelled.cancel();
          event.set();
          Asyncio.wait(List.of(cancelled, other));

          assertThat(cancelled.cancelled()).isTrue();
          assertThat(log).containsExactly("other");
          assertThat(event).hasToString("Event[set, waiters=0]");
        });
  }

  @Test
  void waitInACallbackIsRefusedAndLeavesNoWaiterBehind() {
    Scenario.run(
        () -> {
          var thrown = new ArrayList<Throwable>();
          getRunningLoop().callSoon(() -> thrown.add(catchThrowable(event::await)));
          settle();

          assertThat(thrown.getFirst())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("a plain callback of the loop cannot wait");
          assertThat(event).hasToString("Event[unset, waiters=0]");
        });
  }

  @Test
  void waitOutsideALoopIsRefusedUnlessItIsSet() {
    assertThatThrownBy(event::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no running event loop: call this inside Asyncio.run");

    event.set();
    event.await();

    assertThat(event.isSet()).isTrue();
  }

  @Test
  void describesItself() {
    Scenario.run(
        () -> {
          var waiter = waiter("a");

          assertThat(event).hasToString("Event[unset, waiters=1]");

          waiter.cancel();
        });
  }
}
