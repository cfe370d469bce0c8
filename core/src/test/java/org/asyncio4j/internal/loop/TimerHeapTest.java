package org.asyncio4j.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.asyncio4j.Behaviour;
import org.asyncio4j.TestLoops;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimerHeapTest {
  private final TimerHeap<Timer> heap = new TimerHeap<>(timer -> timer.cancelled);
  private int added;

  private static final class Timer {
    final long deadline;
    final int number;
    boolean cancelled;

    Timer(long deadline, int number) {
      this.deadline = deadline;
      this.number = number;
    }

    @Override
    public String toString() {
      return "%s at %s".formatted(number, deadline);
    }
  }

  private Timer add(long deadline) {
    var timer = new Timer(deadline, added++);
    heap.add(deadline, timer);
    return timer;
  }

  private void cancel(Timer timer) {
    timer.cancelled = true;
    heap.countCancelled();
  }

  private List<Timer> pollAllDue(long now) {
    var due = new ArrayList<Timer>();
    for (Timer timer; (timer = heap.pollDue(now)) != null; ) {
      due.add(timer);
    }
    return due;
  }

  @Test
  void newHeapIsEmpty() {
    assertThat(heap.size()).isZero();
    assertThat(heap.pollDue(Long.MAX_VALUE)).isNull();
    heap.dropCancelled();
    assertThat(heap.size()).isZero();
  }

  @Test
  void onlyDueTimersComeOut() {
    Timer early = add(1);
    Timer onTime = add(2);
    add(3);

    assertThat(pollAllDue(2)).containsExactly(early, onTime);
    assertThat(heap.size()).isEqualTo(1);
    assertThat(heap.earliest()).isEqualTo(3);
  }

  @Test
  @Behaviour(11)
  void timersComeOutInOrderOfDeadlineTheExtremesIncluded() {
    Timer never = add(Long.MAX_VALUE);
    Timer zero = add(0);
    Timer longAgo = add(Long.MIN_VALUE);
    Timer negative = add(-1);

    assertThat(pollAllDue(Long.MAX_VALUE)).containsExactly(longAgo, negative, zero, never);
  }

  @Test
  @Behaviour(12)
  void timersOfOneDeadlineComeOutInOrderOfAddition() {
    var timers = new ArrayList<Timer>();
    for (int i = 0; i < 500; i++) {
      timers.add(add(7));
    }

    assertThat(pollAllDue(7)).isEqualTo(timers);
  }

  @Test
  @Behaviour(16)
  void cancelledTimersAtTheHeadAreDroppedAtOnceAndOthersStay() {
    Timer head = add(1);
    Timer second = add(2);
    add(3);
    Timer last = add(4);

    cancel(last);
    heap.dropCancelled();
    assertThat(heap.size()).isEqualTo(4);
    cancel(head);
    cancel(second);
    heap.dropCancelled();

    assertThat(heap.size()).isEqualTo(2);
    assertThat(heap.earliest()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101, 250})
  @Behaviour(16)
  void cancelledTimersAreDroppedInBulkIfTheyAreTheGreaterPartOfMoreThanAHundred(int size) {
    add(0); // a live head, which keeps the others from being dropped one by one
    var timers = new ArrayList<Timer>();
    for (int i = 1; i < size; i++) {
      timers.add(add(i));
    }

    timers.subList(0, size / 2).forEach(this::cancel);
    heap.dropCancelled();
    assertThat(heap.size()).isEqualTo(size);
    cancel(timers.get(size / 2));
    heap.dropCancelled();

    boolean many = size > 100;
    assertThat(heap.size()).isEqualTo(many ? size - size / 2 - 1 : size);
  }

  @Test
  @Behaviour(16)
  void timersThatHaveLeftTheHeapNoLongerCountAsCancelled() {
    add(0);
    for (int i = 0; i < 200; i++) {
      cancel(add(1));
    }
    heap.dropCancelled(); // in bulk
    for (int i = 0; i < 90; i++) {
      cancel(add(1));
    }
    pollAllDue(1); // one by one
    var timers = new ArrayList<Timer>();
    for (int i = 0; i < 101; i++) {
      timers.add(add(2));
    }

    cancel(timers.get(50));
    heap.dropCancelled();

    assertThat(heap.size()).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @Behaviour(16)
  void orderSurvivesTheBulkDrop(long seed) {
    var random = new Random(seed);
    var live = new ArrayList<Timer>();
    var doomed = new ArrayList<Timer>();
    for (int i = 0; i < 1_000; i++) {
      Timer timer = add(random.nextInt(50));
      (i % 3 == 0 ? live : doomed).add(timer);
    }
    doomed.forEach(this::cancel);

    heap.dropCancelled();

    assertThat(heap.size()).isEqualTo(live.size());
    live.sort(Comparator.comparingLong(timer -> timer.deadline));
    assertThat(pollAllDue(50)).isEqualTo(live);
  }

  @Test
  @Behaviour(16)
  void everyTimerMayBeCancelled() {
    var timers = new ArrayList<Timer>();
    for (int i = 0; i < 200; i++) {
      timers.add(add(i));
    }
    timers.forEach(this::cancel);

    heap.dropCancelled();

    assertThat(heap.size()).isZero();
    Timer next = add(5);
    assertThat(pollAllDue(5)).containsExactly(next);
  }

  /** The model: a list sorted by deadline, cancelled timers skipped. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void liveTimersComeOutAsFromASortedList(long seed) {
    var random = new Random(seed);
    var model = new ArrayList<Timer>();
    long now = 0;
    for (int step = 0; step < 5_000; step++) {
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> model.add(add(now + random.nextInt(60) - 5));
        case 3, 4 -> cancelOneOf(model, random);
        default -> {
          now += random.nextInt(12);
          heap.dropCancelled();
          assertThat(livePolled(now)).isEqualTo(takeDue(model, now));
        }
      }
      assertThat(heap.size()).isGreaterThanOrEqualTo(model.size());
    }
    assertThat(livePolled(Long.MAX_VALUE)).isEqualTo(takeDue(model, Long.MAX_VALUE));
    assertThat(heap.size()).isZero();
  }

  private void cancelOneOf(List<Timer> model, Random random) {
    if (!model.isEmpty()) {
      cancel(model.remove(random.nextInt(model.size())));
    }
  }

  private List<Timer> livePolled(long now) {
    return pollAllDue(now).stream().filter(timer -> !timer.cancelled).toList();
  }

  private static List<Timer> takeDue(List<Timer> model, long now) {
    var due =
        model.stream()
            .filter(timer -> timer.deadline <= now)
            .sorted(
                Comparator.<Timer>comparingLong(timer -> timer.deadline)
                    .thenComparingInt(timer -> timer.number))
            .toList();
    model.removeAll(due);
    return due;
  }

  @Test
  void clearedHeapIsEmptyAndOfUse() {
    for (int i = 0; i < 200; i++) {
      cancel(add(i));
    }

    heap.clear();

    assertThat(heap.size()).isZero();
    assertThat(heap.pollDue(Long.MAX_VALUE)).isNull();
    Timer next = add(1);
    heap.dropCancelled();
    assertThat(pollAllDue(1)).containsExactly(next);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void heapLetsGoOfWhatItGaveOutDroppedAndCleared() {
    WeakReference<Timer> polled = new WeakReference<>(add(1));
    heap.pollDue(1);
    TestLoops.awaitCollection(polled);

    WeakReference<Timer> dropped = addCancelled();
    heap.dropCancelled();
    TestLoops.awaitCollection(dropped);

    add(0);
    for (int i = 0; i < 200; i++) {
      dropped = addCancelled();
    }
    heap.dropCancelled();
    assertThat(heap.size()).isEqualTo(1);
    TestLoops.awaitCollection(dropped);

    WeakReference<Timer> cleared = new WeakReference<>(add(1));
    heap.clear();
    TestLoops.awaitCollection(cleared);
  }

  private WeakReference<Timer> addCancelled() {
    Timer timer = add(1);
    cancel(timer);
    return new WeakReference<>(timer);
  }
}
