package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Scenario.settle;

import java.util.List;
import org.junit.jupiter.api.Test;

@Explored
final class QueueShutdownTest {

  private static Queue<String> queueOf(String... items) {
    var queue = new Queue<String>();
    for (String item : items) {
      queue.putNowait(item);
    }
    return queue;
  }

  @Test
  @Behaviour(226)
  void putsFailAtOnceAndGetsDeliverWhatIsLeft() {
    Scenario.run(
        () -> {
          var queue = queueOf("a", "b");

          queue.shutdown();

          assertThatThrownBy(() -> queue.put("c"))
              .isInstanceOf(QueueShutDownException.class)
              .hasMessage(
                  "cannot put into "
                      + "Queue[size=2, getters=0, putters=0, unfinished=2, shut down]");
          assertThatThrownBy(() -> queue.putNowait("c")).isInstanceOf(QueueShutDownException.class);
          assertThat(queue.get()).isEqualTo("a");
          assertThat(queue.getNowait()).isEqualTo("b");
          assertThatThrownBy(queue::get)
              .isInstanceOf(QueueShutDownException.class)
              .hasMessage(
                  "cannot get from "
                      + "Queue[size=0, getters=0, putters=0, unfinished=2, shut down]");
          assertThatThrownBy(queue::getNowait).isInstanceOf(QueueShutDownException.class);
        });
  }

  @Test
  @Behaviour(226)
  void blockedGettersFail() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          var getters = List.of(createTask(() -> queue.get()), createTask(() -> queue.get()));
          settle();

          queue.shutdown();
          settle();

          assertThat(getters)
              .allSatisfy(
                  getter ->
                      assertThat(getter.exception()).isInstanceOf(QueueShutDownException.class));
        });
  }

  @Test
  @Behaviour(226)
  void blockedPuttersFailAndTheirItemsAreNotPut() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>(1);
          queue.putNowait("a");
          var putters = List.of(createTask(() -> queue.put("b")), createTask(() -> queue.put("c")));
          settle();

          queue.shutdown();
          settle();

          assertThat(putters)
              .allSatisfy(
                  putter ->
                      assertThat(putter.exception()).isInstanceOf(QueueShutDownException.class));
          assertThat(queue)
              .hasToString("Queue[size=1/1, getters=0, putters=0, unfinished=1, shut down]");
        });
  }

  @Test
  @Behaviour(226)
  void putterThatHadBeenWokenFailsToo() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>(1);
          queue.putNowait("a");
          var putter = createTask(() -> queue.put("b"));
          settle();

          queue.getNowait();
          queue.shutdown();
          settle();

          assertThat(putter.exception()).isInstanceOf(QueueShutDownException.class);
          assertThat(queue.empty()).isTrue();
        });
  }

  @Test
  @Behaviour(226)
  void joinStillNeedsTaskDone() {
    Scenario.run(
        () -> {
          var queue = queueOf("a");
          var joiner = createTask(queue::join);
          queue.shutdown();
          queue.get();
          settle();
          assertThat(joiner.done()).isFalse();

          queue.taskDone();
          await(joiner);
        });
  }

  @Test
  @Behaviour(227)
  void shutdownNowDropsTheItems() {
    Scenario.run(
        () -> {
          var queue = queueOf("a", "b");

          queue.shutdownNow();

          assertThat(queue)
              .hasToString("Queue[size=0, getters=0, putters=0, unfinished=0, shut down]");
          assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
          assertThatThrownBy(() -> queue.put("c")).isInstanceOf(QueueShutDownException.class);
        });
  }

  @Test
  @Behaviour(227)
  void shutdownNowReleasesJoinIfNothingElseIsUnfinished() {
    Scenario.run(
        () -> {
          var queue = queueOf("a", "b");
          var joiner = createTask(queue::join);
          settle();

          queue.shutdownNow();

          await(joiner);
        });
  }

  @Test
  @Behaviour(227)
  void shutdownNowDoesNotReleaseJoinWhileTakenItemsAreUnfinished() {
    Scenario.run(
        () -> {
          var queue = queueOf("a", "b", "c");
          var joiner = createTask(queue::join);
          queue.get();
          settle();

          queue.shutdownNow();
          settle();
          assertThat(joiner.done()).isFalse();
          queue.taskDone();

          await(joiner);
        });
  }

  @Test
  @Behaviour(228)
  void secondShutdownChangesNothing() {
    Scenario.run(
        () -> {
          var queue = queueOf("a");
          queue.shutdown();

          queue.shutdown();

          assertThat(queue.get()).isEqualTo("a");
          assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
          queue.shutdownNow();
          queue.shutdownNow();
          assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
        });
  }

  @Test
  @Behaviour(228)
  void shutdownCanBeFollowedByShutdownNow() {
    Scenario.run(
        () -> {
          var queue = queueOf("a");
          var joiner = createTask(queue::join);
          settle();
          queue.shutdown();

          queue.shutdownNow();

          assertThat(queue.empty()).isTrue();
          await(joiner);
        });
  }

  @Test
  @Behaviour(228)
  void shutdownAfterShutdownNowDoesNotBringItemsBack() {
    Scenario.run(
        () -> {
          var queue = queueOf("a");
          queue.shutdownNow();

          queue.shutdown();

          assertThatThrownBy(queue::getNowait).isInstanceOf(QueueShutDownException.class);
        });
  }

  @Test
  @Behaviour(227)
  void shutdownNowFailsBlockedGettersAndPutters() {
    Scenario.run(
        () -> {
          var empty = new Queue<String>();
          var full = new Queue<String>(1);
          full.putNowait("a");
          Task<?> getter = createTask(() -> empty.get());
          Task<?> putter = createTask(() -> full.put("b"));
          settle();

          empty.shutdownNow();
          full.shutdownNow();

          assertThatThrownBy(() -> await(getter)).isInstanceOf(QueueShutDownException.class);
          assertThatThrownBy(() -> await(putter)).isInstanceOf(QueueShutDownException.class);
          assertThat(full)
              .hasToString("Queue[size=0/1, getters=0, putters=0, unfinished=0, shut down]");
        });
  }
}
