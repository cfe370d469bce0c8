package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Queue#join} and {@link Queue#taskDone}. */
@Explored
final class QueueJoinTest {
  private final List<String> log = new ArrayList<>();

  @Test
  @Behaviour(225)
  void joinReturnsAtOnceIfNothingIsUnfinished() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          getRunningLoop().callSoon(() -> log.add("loop"));
          queue.join();
          assertThat(log).isEmpty();

          queue.putNowait("a");
          queue.getNowait();
          queue.taskDone();
          queue.join();

          assertThat(log).isEmpty();
        });
  }

  @Test
  @Behaviour(225)
  void joinWaitsForAsManyTaskDoneAsPuts() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          queue.putNowait("a");
          queue.putNowait("b");
          var joiner = createTask(queue::join);
          queue.get();
          queue.taskDone();
          queue.get();
          settle();
          assertThat(joiner.done()).isFalse();

          queue.taskDone();
          await(joiner);

          assertThat(queue).hasToString("Queue[size=0, getters=0, putters=0, unfinished=0]");
        });
  }

  @Test
  @Behaviour(225)
  void joinWaitsAgainForWhatIsPutLater() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          queue.putNowait("a");
          queue.taskDone();
          queue.putNowait("b");

          var joiner = createTask(queue::join);
          settle();
          assertThat(joiner.done()).isFalse();
          queue.taskDone();
          await(joiner);
        });
  }

  @Test
  @Behaviour(225)
  void oneTaskDoneTooManyIsRefused() {
    var queue = new Queue<String>();
    queue.putNowait("a");
    queue.taskDone();

    assertThatThrownBy(queue::taskDone)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "taskDone() called too many times on "
                + "Queue[size=1, getters=0, putters=0, unfinished=0]");
  }
}
