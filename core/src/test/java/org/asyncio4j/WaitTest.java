package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.asyncio4j.testing.DeadlockError;
import org.asyncio4j.testing.VirtualClock;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

final class WaitTest {

  private static Task<String> sleeper(double seconds) {
    return createTask(() -> sleep(seconds, "slept " + seconds));
  }

  private static double now() {
    return getRunningLoop().time();
  }

  @Test
  void waitsForAllByDefaultHoweverTheyEnd() {
    VirtualTime.run(
        () -> {
          Task<String> finishing = sleeper(3);
          Task<String> failing =
              createTask(
                  () -> {
                    sleep(1);
                    throw new IOException("disk");
                  });
          Task<String> cancelled = sleeper(100);
          getRunningLoop().callLater(2, cancelled::cancel);

          DoneAndPending<Task<String>> ended = Asyncio.wait(List.of(finishing, failing, cancelled));

          assertThat(ended.done()).containsExactly(finishing, failing, cancelled);
          assertThat(ended.pending()).isEmpty();
          assertThat(now()).isEqualTo(3);
          assertThat(failing.exception()).isInstanceOf(IOException.class);
        });
  }

  @Test
  @Behaviour(161)
  void waitForNothingIsRefused() {
    VirtualTime.run(
        () ->
            assertThatThrownBy(() -> Asyncio.wait(Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wait: the set of futures is empty, expected at least one"));
  }

  @Test
  @Behaviour(161)
  void equalFuturesCountOnce() {
    VirtualTime.run(
        () -> {
          Task<String> task = sleeper(1);

          DoneAndPending<Task<String>> ended = Asyncio.wait(List.of(task, task, task));

          assertThat(ended.done()).containsExactly(task);
        });
  }

  @Test
  @Behaviour(161)
  void everyKindOfCollectionIsAccepted() {
    VirtualTime.run(
        () -> {
          var queue = new ArrayDeque<>(List.of(sleeper(1), sleeper(2)));

          assertThat(Asyncio.wait(queue).done()).hasSize(2);
        });
  }

  @Test
  @Behaviour(162)
  void timeoutThrowsNothingAndCancelsNothing() {
    VirtualTime.run(
        () -> {
          Task<String> quick = sleeper(1);
          Task<String> slow = sleeper(10);

          DoneAndPending<Task<String>> ended = Asyncio.wait(List.of(quick, slow), 2);

          assertThat(ended.done()).containsExactly(quick);
          assertThat(ended.pending()).containsExactly(slow);
          assertThat(now()).isEqualTo(2);
          assertThat(await(slow)).isEqualTo("slept 10.0");
          assertThat(slow.cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(162)
  void cancellingTheWaitCancelsNoneOfItsMembers() {
    VirtualTime.run(
        () -> {
          Task<String> member = sleeper(10);
          Task<?> waiting = createTask(() -> Asyncio.wait(List.of(member)));
          sleep(1);

          waiting.cancel();

          assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
          assertThat(now()).isEqualTo(1);
          assertThat(member.cancelling()).isZero();
          assertThat(await(member)).isEqualTo("slept 10.0");
        });
  }

  @Test
  void firstCompletedReturnsWhenOneIsDone() {
    VirtualTime.run(
        () -> {
          Task<String> slow = sleeper(3);
          Task<String> quick = sleeper(1);

          DoneAndPending<Task<String>> ended =
              Asyncio.wait(List.of(slow, quick), ReturnWhen.FIRST_COMPLETED);

          assertThat(ended.done()).containsExactly(quick);
          assertThat(ended.pending()).containsExactly(slow);
          assertThat(now()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(163)
  void firstCompletedReturnsAllThatAreDoneByTheTimeItResumes() {
    VirtualTime.run(
        () -> {
          Future<String> first = getRunningLoop().createFuture();
          Future<String> second = getRunningLoop().createFuture();
          Future<String> third = getRunningLoop().createFuture();
          getRunningLoop()
              .callLater(
                  1,
                  () -> {
                    first.setResult("first");
                    second.setResult("second");
                  });

          DoneAndPending<Future<String>> ended =
              Asyncio.wait(List.of(first, second, third), ReturnWhen.FIRST_COMPLETED);

          assertThat(ended.done()).containsExactly(first, second);
          assertThat(ended.pending()).containsExactly(third);
        });
  }

  @Test
  @Behaviour(164)
  void cancelledMemberEndsTheWaitForTheFirstCompleted() {
    VirtualTime.run(
        () -> {
          Task<String> cancelled = sleeper(10);
          Task<String> other = sleeper(5);
          getRunningLoop().callLater(1, cancelled::cancel);

          DoneAndPending<Task<String>> ended =
              Asyncio.wait(List.of(cancelled, other), ReturnWhen.FIRST_COMPLETED);

          assertThat(ended.done()).containsExactly(cancelled);
          assertThat(now()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(164)
  void cancelledMemberDoesNotEndTheWaitForTheFirstException() {
    VirtualTime.run(
        () -> {
          Task<String> cancelled = sleeper(10);
          Task<String> other = sleeper(5);
          getRunningLoop().callLater(1, cancelled::cancel);

          DoneAndPending<Task<String>> ended =
              Asyncio.wait(List.of(cancelled, other), ReturnWhen.FIRST_EXCEPTION);

          assertThat(ended.done()).containsExactly(cancelled, other);
          assertThat(now()).isEqualTo(5);
        });
  }

  @Test
  void failureEndsTheWaitForTheFirstException() {
    VirtualTime.run(
        () -> {
          Task<String> finishing = sleeper(1);
          Task<String> failing =
              createTask(
                  () -> {
                    sleep(2);
                    throw new IOException("disk");
                  });
          Task<String> slow = sleeper(10);

          DoneAndPending<Task<String>> ended =
              Asyncio.wait(List.of(finishing, failing, slow), ReturnWhen.FIRST_EXCEPTION);

          assertThat(ended.done()).containsExactly(finishing, failing);
          assertThat(ended.pending()).containsExactly(slow);
          assertThat(now()).isEqualTo(2);
        });
  }

  @Test
  @Behaviour(165)
  void memberWhoseTimerWasFirstIsDoneWhenItEndsExactlyAtTheTimeout() {
    VirtualTime.run(
        () -> {
          Task<String> member = sleeper(1);
          sleep(0);

          assertThat(Asyncio.wait(List.of(member), 1).done()).containsExactly(member);
          assertThat(now()).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(165)
  void memberWhoseTimerWasLaterIsPendingWhenItEndsExactlyAtTheTimeout() {
    VirtualTime.run(
        () -> {
          Task<String> member = sleeper(1);

          assertThat(Asyncio.wait(List.of(member), 1).pending()).containsExactly(member);
          assertThat(now()).isEqualTo(1);
        });
  }

  @Test
  void everyWayToSayTheTimeoutMeansTheSame() {
    VirtualTime.run(
        () -> {
          List<Task<String>> slow = List.of(sleeper(100), sleeper(200));
          Duration second = Duration.ofSeconds(1);

          assertThat(Asyncio.wait(slow, 1).pending()).hasSize(2);
          assertThat(Asyncio.wait(slow, second).pending()).hasSize(2);
          assertThat(Asyncio.wait(slow, 1, ReturnWhen.FIRST_COMPLETED).pending()).hasSize(2);
          assertThat(Asyncio.wait(slow, second, ReturnWhen.FIRST_COMPLETED).pending()).hasSize(2);
          assertThat(now()).isEqualTo(4);
          assertThat(Asyncio.wait(slow, 1000, ReturnWhen.FIRST_COMPLETED).done()).hasSize(1);
          assertThat(now()).isEqualTo(100);
        });
  }

  @Test
  void waitThatEndedEarlyLeavesNeitherTimerNorCallbackBehind() {
    var clock = new VirtualClock();
    EventLoop loop = VirtualTime.newEventLoop(clock, LoopOptions.DEFAULT);
    Future<String> never = loop.createFuture();
    List<DoneAndPending<?>> ended = new ArrayList<>();

    loop.runUntilComplete(
        () -> {
          List<Future<String>> members = List.of(sleeper(1), never);
          ended.add(Asyncio.wait(members, 1000, ReturnWhen.FIRST_COMPLETED));
        });

    assertThat(ended.getFirst().pending().stream().toList()).isEqualTo(List.of(never));
    assertThat(never).hasToString("Future[pending]");
    assertThatThrownBy(loop::runForever).isInstanceOf(DeadlockError.class);
    assertThat(clock.nanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void waitThatWasCancelledLeavesNoTimerBehind() {
    var clock = new VirtualClock();
    EventLoop loop = VirtualTime.newEventLoop(clock, LoopOptions.DEFAULT);
    Future<String> never = loop.createFuture();

    loop.runUntilComplete(
        () -> {
          Task<?> waiting = createTask(() -> Asyncio.wait(List.of(never), 1000));
          sleep(1);
          waiting.cancel();
          assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
        });

    assertThat(never).hasToString("Future[pending]");
    assertThatThrownBy(loop::runForever).isInstanceOf(DeadlockError.class);
    assertThat(clock.nanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
  }
}
