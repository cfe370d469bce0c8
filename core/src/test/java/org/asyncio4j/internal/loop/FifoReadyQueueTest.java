package org.asyncio4j.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.stream.IntStream;
import org.asyncio4j.TestLoops;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FifoReadyQueueTest {
  private final FifoReadyQueue<Object> queue = new FifoReadyQueue<>();

  @Test
  void newQueueIsEmpty() {
    assertThat(queue.size()).isZero();
    assertThat(queue.poll()).isNull();
    assertThat(queue.size()).isZero();
  }

  @Test
  void entriesComeOutInTheOrderInWhichTheyWentIn() {
    IntStream.range(0, 1_000).forEach(queue::add);

    assertThat(queue.size()).isEqualTo(1_000);
    for (int i = 0; i < 1_000; i++) {
      assertThat(queue.poll()).isEqualTo(i);
    }
    assertThat(queue.poll()).isNull();
  }

  @Test
  void queueThatIsFullInTheMiddleOfItsRingGrowsInOrder() {
    IntStream.range(0, 40).forEach(queue::add);
    IntStream.range(0, 40).forEach(i -> queue.poll());

    IntStream.range(0, 65).forEach(queue::add);

    for (int i = 0; i < 65; i++) {
      assertThat(queue.poll()).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void queueBehavesAsADequeDoes(long seed) {
    var random = new Random(seed);
    var model = new ArrayDeque<Object>();

    for (int step = 0; step < 20_000; step++) {
      // Waves, so that the queue is now long and now empty.
      boolean growing = step / 500 % 2 == 0;
      if (random.nextInt(4) < (growing ? 3 : 1)) {
        queue.add(step);
        model.add(step);
      } else if (random.nextInt(2_000) == 0) {
        queue.clear();
        model.clear();
      } else {
        assertThat(queue.poll()).isEqualTo(model.poll());
      }
      assertThat(queue.size()).isEqualTo(model.size());
    }
  }

  @Test
  void clearedQueueIsEmptyAndOfUse() {
    IntStream.range(0, 100).forEach(queue::add);

    queue.clear();

    assertThat(queue.size()).isZero();
    assertThat(queue.poll()).isNull();
    queue.add("next");
    assertThat(queue.poll()).isEqualTo("next");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void queueLetsGoOfWhatItGaveOutAndOfWhatWasCleared() {
    WeakReference<Object> polled = addUnreferenced();
    queue.poll();
    TestLoops.awaitCollection(polled);

    WeakReference<Object> cleared = addUnreferenced();
    queue.clear();
    TestLoops.awaitCollection(cleared);

    assertThat(queue.size()).isZero();
  }

  private WeakReference<Object> addUnreferenced() {
    var entry = new Object();
    queue.add(entry);
    return new WeakReference<>(entry);
  }
}
