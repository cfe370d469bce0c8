package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@Explored
final class QueueTest {
  private final List<String> log = new ArrayList<>();

  private Task<?> getter(Queue<String> queue, String name) {
    return createTask(
        () -> {
          log.add(name + " got " + queue.get());
        });
  }

  private Task<?> putter(Queue<String> queue, String item) {
    return createTask(
        () -> {
          queue.put(item);
          log.add("put " + item);
        });
  }

  /** A task that has come, and waits. */
  private static Task<?> waiting(Task<?> comer) {
    settle();
    return comer;
  }

  private static Queue<String> full(String item) {
    var queue = new Queue<String>(1);
    queue.putNowait(item);
    return queue;
  }

  @Test
  void itemsComeOutInOrder() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          queue.put("a");
          queue.putNowait("b");
          queue.put("c");

          assertThat(queue.qsize()).isEqualTo(3);
          assertThat(queue.get()).isEqualTo("a");
          assertThat(queue.getNowait()).isEqualTo("b");
          assertThat(queue.get()).isEqualTo("c");
          assertThat(queue.empty()).isTrue();
        });
  }

  @Test
  @FifoOnly("getters that were woken together take their items in the order in which they run")
  @Behaviour(220)
  void gettersAreServedInOrderOfArrival() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          var getters = List.of(getter(queue, "x"), getter(queue, "y"), getter(queue, "z"));
          settle();

          queue.putNowait("1");
          queue.putNowait("2");
          queue.putNowait("3");
          Asyncio.wait(getters);

          assertThat(log).containsExactly("x got 1", "y got 2", "z got 3");
        });
  }

  @Test
  @Behaviour(220)
  void itemWakesTheGetterThatHasWaitedLongest() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          var getters =
              List.of(
                  waiting(getter(queue, "x")),
                  waiting(getter(queue, "y")),
                  waiting(getter(queue, "z")));

          for (String item : List.of("1", "2", "3")) {
            queue.putNowait(item);
            settle();
          }
          Asyncio.wait(getters);

          assertThat(log).containsExactly("x got 1", "y got 2", "z got 3");
        });
  }

  @Test
  @Behaviour(220)
  void puttersAreServedInOrderOfArrival() {
    Scenario.run(
        () -> {
          var queue = full("0");
          var putters = List.of(waiting(putter(queue, "1")), waiting(putter(queue, "2")));

          var got = List.of(queue.get(), getAfterSettling(queue), getAfterSettling(queue));
          Asyncio.wait(putters);

          assertThat(got).containsExactly("0", "1", "2");
          assertThat(log).containsExactly("put 1", "put 2");
        });
  }

  private static String getAfterSettling(Queue<String> queue) {
    settle();
    return queue.get();
  }

  @Test
  @Behaviour(221)
  void getNowaitMayTakeTheItemOfAWokenGetterWhichThenWaitsAtTheEnd() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          var robbed = waiting(getter(queue, "robbed"));
          var second = waiting(getter(queue, "second"));

          queue.putNowait("1");
          assertThat(queue.getNowait()).isEqualTo("1");
          settle();
          assertThat(log).isEmpty();
          queue.putNowait("2");
          settle();
          queue.putNowait("3");
          Asyncio.wait(List.of(robbed, second));

          assertThat(log).containsExactly("second got 2", "robbed got 3");
        });
  }

  @Test
  @Behaviour(222)
  void itemOfACancelledGetterGoesToTheNext() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          var cancelled = waiting(getter(queue, "cancelled"));
          var next = waiting(getter(queue, "next"));

          queue.putNowait("1");
          cancelled.cancel();
          Asyncio.wait(List.of(cancelled, next));

          assertThat(cancelled.cancelled()).isTrue();
          assertThat(log).containsExactly("next got 1");
        });
  }

  @Test
  @Behaviour(222)
  void itemOfTheOnlyGetterThatIsCancelledStaysInTheQueue() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          var cancelled = waiting(getter(queue, "cancelled"));

          queue.putNowait("1");
          cancelled.cancel();
          settle();

          assertThat(queue.getNowait()).isEqualTo("1");
        });
  }

  @Test
  @Behaviour(222)
  void slotOfACancelledPutterGoesToTheNext() {
    Scenario.run(
        () -> {
          var queue = full("0");
          var cancelled = waiting(putter(queue, "cancelled"));
          var next = waiting(putter(queue, "next"));

          queue.getNowait();
          cancelled.cancel();
          Asyncio.wait(List.of(cancelled, next));

          assertThat(cancelled.cancelled()).isTrue();
          assertThat(log).containsExactly("put next");
          assertThat(queue.getNowait()).isEqualTo("next");
        });
  }

  @Test
  @Behaviour(223)
  void cancelledWaitersLeaveNothingBehind() {
    Scenario.run(
        () -> {
          var empty = new Queue<String>();
          var full = full("0");
          for (int i = 0; i < 5; i++) {
            var getter = waiting(getter(empty, "getter"));
            var putter = waiting(putter(full, "1"));
            getter.cancel();
            putter.cancel();
            settle();
          }

          assertThat(empty).hasToString("Queue[size=0, getters=0, putters=0, unfinished=0]");
          assertThat(full).hasToString("Queue[size=1/1, getters=0, putters=0, unfinished=1]");
        });
  }

  @Test
  @Behaviour(224)
  void maxsizeOfZeroOrLessIsNoBound() {
    for (int maxsize : new int[] {0, -1, Integer.MIN_VALUE}) {
      var queue = new Queue<Integer>(maxsize);
      for (int i = 0; i < 100; i++) {
        queue.putNowait(i);
      }

      assertThat(queue.full()).isFalse();
      assertThat(queue.maxsize()).isEqualTo(maxsize);
      assertThat(queue.qsize()).isEqualTo(100);
    }
  }

  @Test
  @Behaviour(224)
  void boundedQueueIsFullAtItsBound() {
    var queue = new Queue<String>(2);
    queue.putNowait("a");
    assertThat(queue.full()).isFalse();
    queue.putNowait("b");
    assertThat(queue.full()).isTrue();

    assertThatThrownBy(() -> queue.putNowait("c"))
        .isInstanceOf(QueueFullException.class)
        .hasMessage(
            "cannot put into Queue[size=2/2, getters=0, putters=0, unfinished=2] without waiting");
  }

  @Test
  void getNowaitOfAnEmptyQueueIsRefused() {
    assertThatThrownBy(() -> new Queue<String>().getNowait())
        .isInstanceOf(QueueEmptyException.class)
        .hasMessage(
            "cannot get from Queue[size=0, getters=0, putters=0, unfinished=0] without waiting");
  }

  @Test
  void putAndGetThatNeedNotWaitDoNotSuspend() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>(1);
          getRunningLoop().callSoon(() -> log.add("loop"));

          queue.put("a");
          queue.get();

          assertThat(log).isEmpty();
        });
  }

  @Test
  void nullIsRefused() {
    var queue = new Queue<String>();

    assertThatThrownBy(() -> queue.putNowait(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("item");
  }

  @Test
  void storeOfOnesOwnDecidesOnTheOrder() {
    var items = new ArrayList<String>();
    var queue =
        new Queue<>(
            2,
            new Queue.Store<String>() {
              @Override
              public void put(String item) {
                items.add(item);
              }

              @Override
              public String get() {
                return items.remove(items.size() / 2);
              }

              @Override
              public int size() {
                return items.size();
              }
            });
    queue.putNowait("a");
    queue.putNowait("b");

    assertThat(queue.full()).isTrue();
    assertThat(queue.getNowait()).isEqualTo("b");
    assertThat(queue.getNowait()).isEqualTo("a");
  }
}
