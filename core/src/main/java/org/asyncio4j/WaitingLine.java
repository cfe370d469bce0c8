package org.asyncio4j;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Futures that wait in line, in order of arrival. Each may leave from anywhere, at a cost that does
 * not grow with the length of the line.
 */
final class WaitingLine extends AbstractCollection<Future<@Nullable Void>> {
  private static final int FIRST_CAPACITY = 4;
  private static final int FEW = 16;

  // From head to tail, among them some that have left. Before pending all are done, or have left.
  private @Nullable Object[] waiters = new @Nullable Object[FIRST_CAPACITY];
  private int head;
  private int pending;
  private int tail;
  private int left; // between head and tail

  void enter(Waiter<@Nullable Void> waiter) {
    if (tail == waiters.length) {
      makeRoom();
    }
    waiter.inLine = true;
    waiters[tail++] = waiter;
  }

  /** It leaves, unless it has. */
  void leave(Future<@Nullable Void> future) {
    Waiter<?> waiter = (Waiter<?>) future;
    if (waiter.inLine) {
      waiter.inLine = false;
      left++;
      dropFromHead();
      if (left > FEW && left > size()) {
        closeUp(waiters);
      }
    }
  }

  private void dropFromHead() {
    while (head < tail && !at(head).inLine) {
      waiters[head++] = null;
      left--;
    }
    if (head == tail) {
      head = 0;
      tail = 0;
      pending = 0;
    }
  }

  private void makeRoom() {
    closeUp(size() > waiters.length / 2 ? new @Nullable Object[2 * waiters.length] : waiters);
  }

  private void closeUp(@Nullable Object[] room) {
    int to = 0;
    int newPending = 0;
    for (int i = head; i < tail; i++) {
      Waiter<?> waiter = at(i);
      if (waiter.inLine) {
        room[to++] = waiter;
        if (i < pending) {
          newPending = to;
        }
      }
    }
    if (room == waiters) {
      Arrays.fill(waiters, to, tail, null);
    }
    waiters = room;
    head = 0;
    pending = newPending;
    tail = to;
    left = 0;
  }

  private Waiter<?> at(int index) {
    return Arguments.required((Waiter<?>) waiters[index], "waiter");
  }

  @SuppressWarnings("unchecked") // only such enter
  private Waiter<@Nullable Void> typed(int index) {
    return (Waiter<@Nullable Void>) at(index);
  }

  /** {@return the one that has waited longest, done or not; null if nobody waits} */
  @Nullable Future<@Nullable Void> first() {
    return head == tail ? null : typed(head);
  }

  /** {@return the longest waiting one that is not done; null if there is none} It stays. */
  @Nullable Future<@Nullable Void> firstPending() {
    pending = Math.max(pending, head);
    while (pending < tail && (at(pending).done() || !at(pending).inLine)) {
      pending++;
    }
    return pending == tail ? null : typed(pending);
  }

  /** {@return the longest waiting one that is not done, which leaves; null if there is none} */
  @SuppressWarnings("unchecked") // only such enter
  @Nullable Future<@Nullable Void> pollPending() {
    while (head < tail) {
      Waiter<@Nullable Void> first = (Waiter<@Nullable Void>) waiters[head];
      waiters[head++] = null;
      if (head == tail) {
        head = 0;
        tail = 0;
        pending = 0;
      }
      if (first == null || !first.inLine) {
        left--;
        continue;
      }
      first.inLine = false;
      if (!first.done()) {
        return first;
      }
    }
    return null;
  }

  @Override
  public int size() {
    return tail - head - left;
  }

  @Override
  public boolean isEmpty() {
    return head == tail;
  }

  /** Any thread; on another than the loop's it may be torn, see {@link Snapshot}. */
  @Override
  public Object[] toArray() {
    var present = new ArrayList<Object>();
    @Nullable Object[] read = waiters;
    for (int i = head; i < Math.min(tail, read.length); i++) {
      if (read[i] instanceof Waiter<?> waiter && waiter.inLine) {
        present.add(waiter);
      }
    }
    return present.toArray();
  }

  @Override
  @SuppressWarnings("unchecked") // only such enter
  public Iterator<Future<@Nullable Void>> iterator() {
    return (Iterator<Future<@Nullable Void>>) (Iterator<?>) Arrays.asList(toArray()).iterator();
  }
}
