package org.asyncio4j.internal.loop;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** First in, first out: asyncio's order. A ring that grows and never shrinks. */
public final class FifoReadyQueue<E> implements ReadyQueue<E> {
  private static final int FIRST_CAPACITY = 64;

  // Length is a power of two; entries are at head, head + 1, … modulo the length.
  private @Nullable Object[] ring = new @Nullable Object[FIRST_CAPACITY];
  private int head;
  private int size;

  @Override
  public void add(E entry) {
    if (size == ring.length) {
      grow();
    }
    ring[(head + size) & (ring.length - 1)] = entry;
    size++;
  }

  private void grow() {
    @Nullable Object[] larger = new @Nullable Object[ring.length * 2];
    System.arraycopy(ring, head, larger, 0, ring.length - head);
    System.arraycopy(ring, 0, larger, ring.length - head, head);
    ring = larger;
    head = 0;
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable E poll() {
    if (size == 0) {
      return null;
    }
    E entry = (E) ring[head];
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    size--;
    return entry;
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable E peek() {
    return size == 0 ? null : (E) ring[head];
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // below size there are entries
  public void forEach(Consumer<? super E> action) {
    for (int i = 0; i < size; i++) {
      action.accept((E) ring[(head + i) & (ring.length - 1)]);
    }
  }

  @Override
  public void clear() {
    Arrays.fill(ring, null);
    head = 0;
    size = 0;
  }
}
