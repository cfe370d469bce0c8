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
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

final class EventTest {
  private final Event event = new Event();
  private final List<String> log = new ArrayList<>();

  private Task<?> waiter(String name) {
    return createTask(
        () -> {
          event.await();
          log.add(name);
        });
  }

  @Test
  @Behaviour(208)
  void setWakesAllWaitersInOrderOfArrival() {
    VirtualTime.run(
        () -> {
          var waiters = List.of(waiter("a"), waiter("b"), waiter("c"));
          sleep(0);

          event.set();
          assertThat(log).isEmpty();
          Asyncio.wait(waiters);

          assertThat(log).containsExactly("a", "b", "c");
          assertThat(event).hasToString("Event[set, waiters=0]");
        });
  }

  @Test
  @Behaviour(208)
  void waitersAreWokenEvenIfItIsClearedAtOnce() {
    VirtualTime.run(
        () -> {
          var waiters = List.of(waiter("a"), waiter("b"));
          sleep(0);

          event.set();
          event.clear();
          var late = waiter("late");
          Asyncio.wait(waiters);

          assertThat(log).containsExactly("a", "b");
          assertThat(late.done()).isFalse();
          event.set();
          await(late);
        });
  }

  @Test
  void waitingForASetEventDoesNotSuspend() {
    VirtualTime.run(
        () -> {
          event.set();
          getRunningLoop().callSoon(() -> log.add("loop"));

          event.await();

          assertThat(log).isEmpty();
        });
  }

  @Test
  void settingItTwiceIsAsGoodAsOnce() {
    VirtualTime.run(
        () -> {
          var waiter = waiter("a");
          sleep(0);

          event.set();
          event.set();
          await(waiter);

          assertThat(log).containsExactly("a");
          assertThat(event.isSet()).isTrue();
        });
  }

  @Test
  void cancelledWaiterLeavesAndTheOthersAreWoken() {
    VirtualTime.run(
        () -> {
          var cancelled = waiter("cancelled");
          var other = waiter("other");
          sleep(0);

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
    VirtualTime.run(
        () -> {
          var thrown = new ArrayList<Throwable>();
          getRunningLoop().callSoon(() -> thrown.add(catchThrowable(event::await)));
          sleep(0);

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
    VirtualTime.run(
        () -> {
          var waiter = waiter("a");
          sleep(0);

          assertThat(event).hasToString("Event[unset, waiters=1]");

          waiter.cancel();
        });
  }
}
