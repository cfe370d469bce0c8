package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.gatherOutcomes;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** Cancelling what gather returned, and cancelling its children. */
final class GatherCancelTest {
  private final List<String> trace = new ArrayList<>();

  private Task<String> traced(String name) {
    return createTask(
        () -> {
          try {
            return sleep(100, name);
          } catch (CancelledError cancelled) {
            trace.add(name + " " + cancelled.getMessage());
            throw cancelled;
          }
        });
  }

  private static Task<String> refusing(String name) {
    return createTask(
        () -> {
          try {
            return sleep(100, "slept");
          } catch (CancelledError refused) {
            return name;
          }
        });
  }

  @Test
  @Behaviour(151)
  void cancelledChildFailsTheWholeWhichIsNotCancelled() {
    VirtualTime.run(
        () -> {
          Task<String> cancelled = traced("cancelled");
          Task<String> other = createTask(() -> sleep(5, "other"));
          Future<List<String>> both = gather(cancelled, other);
          sleep(1);

          cancelled.cancel("why");

          assertThatThrownBy(() -> await(both))
              .isInstanceOf(CancelledError.class)
              .hasMessage("why");
          assertThat(both.done()).isTrue();
          assertThat(both.cancelled()).isFalse();
          assertThat(both.exception()).isInstanceOf(CancelledError.class);
          assertThat(await(other)).isEqualTo("other");
        });
  }

  @Test
  @Behaviour(152)
  void cancellingTheWholeCancelsEveryChildInTheOrderOfTheArguments() {
    VirtualTime.run(
        () -> {
          Task<String> c = traced("c");
          Task<String> a = traced("a");
          Task<String> b = traced("b");
          Future<List<String>> all = gather(a, b, c);
          sleep(1);

          assertThat(all.cancel("stop")).isTrue();

          assertThat(all.done()).isFalse();
          assertThatThrownBy(() -> await(all))
              .isInstanceOf(CancelledError.class)
              .hasMessage("stop");
          assertThat(all.cancelled()).isFalse();
          assertThat(trace).containsExactly("a stop", "b stop", "c stop");
        });
  }

  @Test
  @Behaviour(152)
  void cancellingTheAwaitingTaskCancelsTheChildren() {
    VirtualTime.run(
        () -> {
          Task<String> a = traced("a");
          Task<String> b = traced("b");
          Task<?> waiting = createTask(() -> await(gather(a, b)));
          sleep(1);

          waiting.cancel("stop");

          assertThatThrownBy(() -> await(waiting))
              .isInstanceOf(CancelledError.class)
              .hasMessage("stop");
          assertThat(waiting.cancelled()).isTrue();
          assertThat(trace).containsExactly("a stop", "b stop");
        });
  }

  @Test
  @Behaviour(152)
  void cancelledWholeEndsCancelledEvenIfTheChildrenRefuse() {
    VirtualTime.run(
        () -> {
          Task<String> a = refusing("a");
          Task<String> b = refusing("b");
          Future<List<String>> both = gather(a, b);
          sleep(1);

          both.cancel();

          assertThatThrownBy(() -> await(both)).isInstanceOf(CancelledError.class);
          assertThat(a.result()).isEqualTo("a");
          assertThat(b.result()).isEqualTo("b");
        });
  }

  @Test
  @Behaviour(152)
  void cancelledWholeEndsCancelledEvenIfOutcomesAreCollected() {
    VirtualTime.run(
        () -> {
          Future<List<Outcome<String>>> both = gatherOutcomes(refusing("a"), traced("b"));
          sleep(1);

          both.cancel("stop");

          assertThatThrownBy(() -> await(both))
              .isInstanceOf(CancelledError.class)
              .hasMessage("stop");
          assertThat(both.cancelled()).isFalse();
        });
  }

  @Test
  @Behaviour(152)
  void cancelledOutcomesAreAwaitedUntilTheLastChildHasEnded() {
    VirtualTime.run(
        () -> {
          Task<String> slow =
              createTask(
                  () -> {
                    try {
                      return sleep(100, "slept");
                    } finally {
                      sleep(5);
                      trace.add("cleaned up");
                    }
                  });
          Future<List<Outcome<String>>> both = gatherOutcomes(slow, traced("quick"));
          sleep(1);

          both.cancel("stop");

          assertThatThrownBy(() -> await(both)).isInstanceOf(CancelledError.class);
          assertThat(trace).containsExactly("quick stop", "cleaned up");
          assertThat(getRunningLoop().time()).isEqualTo(6);
        });
  }

  @Test
  @Behaviour(153)
  void cancelIsRefusedOnceAllChildrenAreDone() {
    VirtualTime.run(
        () -> {
          Future<String> a = getRunningLoop().createFuture();
          Future<String> b = getRunningLoop().createFuture();
          Future<List<String>> both = gather(a, b);
          a.setResult("a");
          b.setResult("b");

          assertThat(both.done()).isFalse();
          assertThat(both.cancel()).isFalse();
          assertThat(await(both)).containsExactly("a", "b");
        });
  }

  @Test
  @Behaviour(153)
  void secondCancelIsRefusedIfTheFirstHasEndedAllChildren() {
    VirtualTime.run(
        () -> {
          Future<String> a = getRunningLoop().createFuture();
          Future<String> b = getRunningLoop().createFuture();
          Future<List<String>> both = gather(a, b);

          assertThat(both.cancel("first")).isTrue();
          assertThat(both.cancel("second")).isFalse();

          assertThatThrownBy(() -> await(both))
              .isInstanceOf(CancelledError.class)
              .hasMessage("first");
        });
  }

  @Test
  @Behaviour(154)
  void cancellingAWholeThatHasFailedDoesNothingToTheChildren() {
    VirtualTime.run(
        () -> {
          Task<String> running = createTask(() -> sleep(5, "ran on"));
          Task<String> failing =
              createTask(
                  () -> {
                    sleep(1);
                    throw new IOException("disk");
                  });
          Future<List<String>> both = gather(running, failing);
          assertThatThrownBy(() -> await(both)).isInstanceOf(IOException.class);

          assertThat(both.cancel()).isFalse();

          assertThat(await(running)).isEqualTo("ran on");
          assertThat(running.cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(160)
  void gatherOfShieldsCancelsTheShieldsOnly() {
    VirtualTime.run(
        () -> {
          Task<String> a = createTask(() -> sleep(5, "a"));
          Task<String> b = createTask(() -> sleep(6, "b"));
          Future<List<String>> both = gather(shield(a), shield(b));
          sleep(1);

          both.cancel();

          assertThatThrownBy(() -> await(both)).isInstanceOf(CancelledError.class);
          assertThat(getRunningLoop().time()).isEqualTo(1);
          assertThat(await(a)).isEqualTo("a");
          assertThat(await(b)).isEqualTo("b");
        });
  }

  @Test
  @Behaviour(160)
  void shieldOfAGatherProtectsAllChildren() {
    VirtualTime.run(
        () -> {
          Task<String> a = createTask(() -> sleep(5, "a"));
          Task<String> b = createTask(() -> sleep(6, "b"));
          Future<List<String>> both = gather(a, b);
          Task<?> waiting = createTask(() -> await(shield(both)));
          sleep(1);

          waiting.cancel();

          assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
          assertThat(await(both)).containsExactly("a", "b");
        });
  }

  @Test
  void gatherInAGatherPassesTheReasonDown() {
    VirtualTime.run(
        () -> {
          Future<List<List<String>>> outer = gather(List.of(gather(traced("a"), traced("b"))));
          sleep(1);

          outer.cancel("stop");

          assertThatThrownBy(() -> await(outer)).isInstanceOf(CancelledError.class);
          assertThat(trace).containsExactly("a stop", "b stop");
        });
  }

  @Test
  void cancellationOfTheAwaiterDoesNotReplaceThatOfAChildAlreadyOnItsWay() {
    VirtualTime.run(
        () -> {
          Future<String> child = getRunningLoop().createFuture();
          Future<List<String>> whole = gather(child);
          Task<?> waiting = createTask(() -> await(whole));
          sleep(0);

          child.cancel("the child's");
          sleep(0);
          assertThat(whole.done()).isTrue();
          waiting.cancel("its own");

          assertThatThrownBy(() -> await(waiting))
              .isInstanceOf(CancelledError.class)
              .hasMessage("the child's");
        });
  }
}
