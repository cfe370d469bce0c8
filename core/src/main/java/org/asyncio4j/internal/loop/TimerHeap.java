package org.asyncio4j.internal.loop;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Timers by deadline; those of one deadline in order of their addition.
 *
 * <p>A cancelled timer stays until it comes to the head, or until cancelled ones are more than half
 * of more than {@value #FEW}: then all of them are dropped at once. Loop thread only.
 */
public final class TimerHeap<E> {
  private static final int FEW = 100;
  private static final int FIRST_CAPACITY = 64;

  // A heap of arity 4: shallower than a binary one, and a node's children share a cache line.
  private static final int ARITY = 4;

  private final Predicate<E> isCancelled;
  private long[] deadlines = new long[FIRST_CAPACITY];
  private long[] numbers = new long[FIRST_CAPACITY];
  private @Nullable Object[] timers = new @Nullable Object[FIRST_CAPACITY];
  private int size;
  private int cancelled;
  private long nextNumber;

  /**
   * Makes an empty heap.
   *
   * @param isCancelled tells whether a timer has been cancelled
   */
  public TimerHeap(Predicate<E> isCancelled) {
    this.isCancelled = isCancelled;
  }

  /** {@return how many timers there are, cancelled ones included} */
  public int size() {
    return size;
  }

  /** Adds a timer. */
  public void add(long deadline, E timer) {
    if (size == deadlines.length) {
      int capacity = size + (size >> 1);
      deadlines = Arrays.copyOf(deadlines, capacity);
      numbers = Arrays.copyOf(numbers, capacity);
      timers = Arrays.copyOf(timers, capacity);
    }
    siftUp(size++, deadline, nextNumber++, timer);
  }

  /** Counts a timer that is in the heap as cancelled. */
  public void countCancelled() {
    cancelled++;
  }

  /** Drops cancelled timers at the head, or all of them if they are many. */
  public void dropCancelled() {
    if (size > FEW && cancelled > size / 2) {
      dropAllCancelled();
      return;
    }
    while (cancelled > 0 && size > 0 && isCancelled.test(timer(0))) {
      removeHead();
      cancelled--;
    }
  }

  private void dropAllCancelled() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!isCancelled.test(timer(i))) {
        deadlines[kept] = deadlines[i];
        numbers[kept] = numbers[i];
        timers[kept++] = timers[i];
      }
    }
    Arrays.fill(timers, kept, size, null);
    size = kept;
    cancelled = 0;
    for (int i = (size - 2) / ARITY; i >= 0 && size > 1; i--) {
      siftDown(i, deadlines[i], numbers[i], timer(i));
    }
  }

  /** {@return the earliest deadline; the heap must not be empty} */
  public long earliest() {
    return deadlines[0];
  }

  /** Takes the earliest timer if its deadline is not after {@code now}, cancelled or not. */
  public @Nullable E pollDue(long now) {
    if (size == 0 || deadlines[0] > now) {
      return null;
    }
    E due = timer(0);
    removeHead();
    if (cancelled > 0 && isCancelled.test(due)) {
      cancelled--;
    }
    return due;
  }

  /** Drops everything. */
  public void clear() {
    Arrays.fill(timers, 0, size, null);
    size = 0;
    cancelled = 0;
  }

  private void removeHead() {
    int last = --size;
    E moved = timer(last);
    timers[last] = null;
    if (last > 0) {
      siftDown(0, deadlines[last], numbers[last], moved);
    }
  }

  private void siftUp(int hole, long deadline, long number, E timer) {
    int i = hole;
    while (i > 0) {
      int parent = (i - 1) / ARITY;
      if (deadlines[parent] <= deadline) {
        break;
      }
      move(parent, i);
      i = parent;
    }
    place(i, deadline, number, timer);
  }

  private void siftDown(int hole, long deadline, long number, E timer) {
    int i = hole;
    for (int first; (first = i * ARITY + 1) < size; ) {
      int least = first;
      int end = Math.min(first + ARITY, size);
      for (int child = first + 1; child < end; child++) {
        if (before(child, deadlines[least], numbers[least])) {
          least = child;
        }
      }
      if (!before(least, deadline, number)) {
        break;
      }
      move(least, i);
      i = least;
    }
    place(i, deadline, number, timer);
  }

  private boolean before(int i, long deadline, long number) {
    return deadlines[i] < deadline || (deadlines[i] == deadline && numbers[i] < number);
  }

  private void move(int from, int to) {
    deadlines[to] = deadlines[from];
    numbers[to] = numbers[from];
    timers[to] = timers[from];
  }

  private void place(int i, long deadline, long number, E timer) {
    deadlines[i] = deadline;
    numbers[i] = number;
    timers[i] = timer;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // below size there are timers
  private E timer(int i) {
    return (E) timers[i];
  }
}
