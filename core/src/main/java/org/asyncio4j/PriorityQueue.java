package org.asyncio4j;

import java.util.Comparator;

/**
 * A queue that gives the least item first; equal ones in the order in which they came.
 *
 * <p>Python: {@code asyncio.PriorityQueue}.
 *
 * @param <T> the type of the items
 */
public final class PriorityQueue<T> extends Queue<T> {

  private PriorityQueue(int maxsize, Heap<T> heap) {
    super(maxsize, heap);
  }

  /**
   * Makes a queue.
   *
   * @param maxsize how many items it holds at most; zero or less: any number
   * @param order which item is less
   */
  public PriorityQueue(int maxsize, Comparator<? super T> order) {
    this(maxsize, new Heap<>(Arguments.required(order, "order")));
  }

  /**
   * {@return a queue without a bound, in the natural order of its items}
   *
   * @param <T> the type of the items
   */
  public static <T extends Comparable<? super T>> PriorityQueue<T> create() {
    return create(0);
  }

  /**
   * {@return a queue in the natural order of its items}
   *
   * @param maxsize how many items it holds at most; zero or less: any number
   * @param <T> the type of the items
   */
  public static <T extends Comparable<? super T>> PriorityQueue<T> create(int maxsize) {
    return new PriorityQueue<>(maxsize, Comparator.<T>naturalOrder());
  }

  private static final class Heap<T> implements Store<T> {
    private record Entry<T>(T item, long number) {}

    private final java.util.PriorityQueue<Entry<T>> entries;
    private long nextNumber;

    Heap(Comparator<? super T> order) {
      entries =
          new java.util.PriorityQueue<>(
              Comparator.<Entry<T>, T>comparing(Entry::item, order)
                  .thenComparingLong(Entry::number));
    }

    @Override
    public void put(T item) {
      entries.add(new Entry<>(item, nextNumber++));
    }

    @Override
    public T get() {
      return entries.remove().item();
    }

    @Override
    public int size() {
      return entries.size();
    }
  }
}
