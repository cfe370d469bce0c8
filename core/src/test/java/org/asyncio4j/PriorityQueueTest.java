package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

@Explored
final class PriorityQueueTest {

  private static <T> List<T> drain(Queue<T> queue) {
    var items = new ArrayList<T>();
    while (!queue.empty()) {
      items.add(queue.getNowait());
    }
    return items;
  }

  @Test
  void leastItemComesFirst() {
    var queue = PriorityQueue.<Integer>create();
    for (int item : new int[] {5, 1, 4, 2, 3}) {
      queue.putNowait(item);
    }

    assertThat(drain(queue)).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void orderMayBeGiven() {
    var queue = new PriorityQueue<Integer>(0, Comparator.reverseOrder());
    for (int item : new int[] {5, 1, 4}) {
      queue.putNowait(item);
    }

    assertThat(drain(queue)).containsExactly(5, 4, 1);
  }

  @Test
  void equalItemsKeepTheOrderInWhichTheyCame() {
    var queue = new PriorityQueue<String>(0, Comparator.comparing(String::length));
    for (String item : List.of("bb", "a", "cc", "d", "aa", "c")) {
      queue.putNowait(item);
    }

    assertThat(drain(queue)).containsExactly("a", "d", "c", "bb", "cc", "aa");
  }

  @Test
  void boundHoldsPuttersUp() {
    Scenario.run(
        () -> {
          var queue = PriorityQueue.<Integer>create(1);
          queue.putNowait(2);
          var putter = createTask(() -> queue.put(1));
          settle();
          assertThat(queue.full()).isTrue();
          assertThat(queue.maxsize()).isEqualTo(1);

          assertThat(queue.get()).isEqualTo(2);
          await(putter);

          assertThat(queue.get()).isEqualTo(1);
        });
  }

  @Test
  void refusalsNameTheKindOfQueue() {
    assertThatThrownBy(() -> PriorityQueue.<Integer>create().getNowait())
        .isInstanceOf(QueueEmptyException.class)
        .hasMessageContaining("PriorityQueue[size=0");
  }
}
