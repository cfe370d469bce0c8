package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Scenario.settle;

import org.junit.jupiter.api.Test;

@Explored
final class LifoQueueTest {

  @Test
  void newestItemComesFirst() {
    var queue = new LifoQueue<String>();
    queue.putNowait("a");
    queue.putNowait("b");
    assertThat(queue.getNowait()).isEqualTo("b");
    queue.putNowait("c");

    assertThat(queue.getNowait()).isEqualTo("c");
    assertThat(queue.getNowait()).isEqualTo("a");
    assertThat(queue).hasToString("LifoQueue[size=0, getters=0, putters=0, unfinished=3]");
  }

  @Test
  void boundHoldsPuttersUp() {
    Scenario.run(
        () -> {
          var queue = new LifoQueue<String>(1);
          queue.putNowait("a");
          var putter = createTask(() -> queue.put("b"));
          settle();
          assertThat(putter.done()).isFalse();

          assertThat(queue.get()).isEqualTo("a");
          await(putter);

          assertThat(queue.get()).isEqualTo("b");
        });
  }
}
