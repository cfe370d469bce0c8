package org.asyncio4j;

import java.util.ArrayDeque;

/**
 * A queue that gives the newest item first.
 *
 * <p>Python: {@code asyncio.LifoQueue}.
 *
 * @param <T> the type of the items
 */
public final class LifoQueue<T> extends Queue<T> {

  /** Makes a queue without a bound. */
  public LifoQueue() {
    this(0);
  }

  /**
   * Makes a queue.
   *
   * @param maxsize how many items it holds at most; zero or less: any number
   */
  public LifoQueue(int maxsize) {
    super(maxsize, new Stack<>());
  }

  private static final class Stack<T> implements Store<T> {
    private final ArrayDeque<T> items = new ArrayDeque<>();

    @Override
    public void put(T item) {
      items.addLast(item);
    }

    @Override
    public T get() {
      return items.removeLast();
    }

    @Override
    public int size() {
      return items.size();
    }
  }
}
