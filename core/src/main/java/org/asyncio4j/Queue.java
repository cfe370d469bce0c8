package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Takes items from tasks to tasks, first in, first out; bounded or not.
 *
 * <p>Python: {@code asyncio.Queue}. To keep the items in another order, give it a {@link Store}.
 *
 * @param <T> the type of the items
 */
public sealed class Queue<T> permits PriorityQueue, LifoQueue {

  /**
   * Keeps a queue's items, and decides on their order.
   *
   * <p>Python: the methods {@code _put} and {@code _get} of a subclass.
   *
   * @param <T> the type of the items
   */
  public interface Store<T> {

    /**
     * Adds an item.
     *
     * @param item the item
     */
    void put(T item);

    /** {@return the next item, which it removes; called only if there is one} */
    T get();

    /** {@return how many items there are} */
    int size();
  }

  private final int maxsize;
  private final Store<T> store;
  private final WaitingLine getters = new WaitingLine();
  private final WaitingLine putters = new WaitingLine();
  private final Event allDone;
  private final LoopBound bound;
  private int unfinished;
  private boolean isShutDown;

  /** Makes a queue without a bound. */
  public Queue() {
    this(0);
  }

  /**
   * Makes a queue.
   *
   * @param maxsize how many items it holds at most; zero or less: any number
   */
  public Queue(int maxsize) {
    this(maxsize, new Fifo<>());
  }

  /**
   * Makes a queue with an order of its own.
   *
   * @param maxsize how many items it holds at most; zero or less: any number
   * @param store keeps the items
   */
  public Queue(int maxsize, Store<T> store) {
    this.maxsize = maxsize;
    this.store = Arguments.required(store, "store");
    this.bound = new LoopBound(this);
    this.allDone = new Event(this);
    allDone.set();
  }

  /** Makes a queue without a bound that is a part of {@code owner}, which its getters wait for. */
  Queue(Object owner) {
    this.maxsize = 0;
    this.store = new Fifo<>();
    this.bound = new LoopBound(owner);
    this.allDone = new Event(owner);
    allDone.set();
  }

  /** {@return how many items there are} */
  public int qsize() {
    return store.size();
  }

  /** {@return how many items it holds at most; zero or less: any number} */
  public int maxsize() {
    return maxsize;
  }

  /** {@return whether there are no items} */
  public boolean empty() {
    return store.size() == 0;
  }

  /** {@return whether {@link #put} would wait} */
  public boolean full() {
    return maxsize > 0 && store.size() >= maxsize;
  }

  /**
   * Adds an item, waiting while the queue is full.
   *
   * <p>If the waiting task is cancelled, no slot is lost: the next waiter is woken instead.
   *
   * @param item the item
   * @throws CancelledError if the task is cancelled while it waits
   * @throws QueueShutDownException if the queue is shut down
   */
  public void put(T item) {
    Arguments.required(item, "item");
    while (putMustWait()) {
      Future<@Nullable Void> putter = newPutter();
      try {
        putter.await();
      } catch (Throwable thrown) {
        putterThrew(putter);
        throw thrown;
      }
    }
    putNowait(item);
  }

  boolean putMustWait() {
    return full() && !isShutDown;
  }

  /** {@return what a put waits for before it tries again} */
  Future<@Nullable Void> newPutter() {
    Waiter<@Nullable Void> putter = bound.waiter();
    putters.enter(putter);
    return putter;
  }

  /** The wait for a putter has thrown. */
  void putterThrew(Future<@Nullable Void> putter) {
    withdraw(putter, putters);
    if (!full() && !putter.cancelled()) {
      wakeNext(putters); // a slot was meant for us
    }
  }

  /**
   * Adds an item without waiting.
   *
   * @param item the item
   * @throws QueueFullException if the queue is full
   * @throws QueueShutDownException if the queue is shut down
   */
  public void putNowait(T item) {
    Arguments.required(item, "item");
    bound.check();
    if (isShutDown) {
      throw new QueueShutDownException("cannot put into %s".formatted(this));
    }
    if (full()) {
      throw new QueueFullException("cannot put into %s without waiting".formatted(this));
    }
    store.put(item);
    unfinished++;
    allDone.clear();
    wakeNext(getters);
  }

  /**
   * Takes the next item, waiting while the queue is empty.
   *
   * <p>If the waiting task is cancelled, no item is lost: the next waiter is woken instead.
   *
   * @return the item
   * @throws CancelledError if the task is cancelled while it waits
   * @throws QueueShutDownException if the queue is shut down and empty
   */
  public T get() {
    while (getMustWait()) {
      Future<@Nullable Void> getter = newGetter();
      try {
        getter.await();
      } catch (Throwable thrown) {
        getterThrew(getter);
        throw thrown;
      }
    }
    return getNowait();
  }

  boolean getMustWait() {
    return empty() && !isShutDown;
  }

  /** {@return what a get waits for before it tries again} */
  Future<@Nullable Void> newGetter() {
    Waiter<@Nullable Void> getter = bound.waiter();
    getters.enter(getter);
    return getter;
  }

  /** The wait for a getter has thrown. */
  void getterThrew(Future<@Nullable Void> getter) {
    withdraw(getter, getters);
    if (!empty() && !getter.cancelled()) {
      wakeNext(getters); // an item was meant for us
    }
  }

  /**
   * Takes the next item without waiting.
   *
   * @return the item
   * @throws QueueEmptyException if the queue is empty
   * @throws QueueShutDownException if the queue is shut down and empty
   */
  public T getNowait() {
    bound.check();
    if (empty()) {
      if (isShutDown) {
        throw new QueueShutDownException("cannot get from %s".formatted(this));
      }
      throw new QueueEmptyException("cannot get from %s without waiting".formatted(this));
    }
    T item = store.get();
    wakeNext(putters);
    return item;
  }

  private static void withdraw(Future<@Nullable Void> waiter, WaitingLine waiters) {
    waiter.cancel();
    waiters.leave(waiter);
  }

  private static boolean wakeNext(WaitingLine waiters) {
    Future<@Nullable Void> waiter = waiters.pollPending();
    if (waiter == null) {
      return false;
    }
    waiter.finish(null);
    return true;
  }

  /**
   * Says that the work on an item that was taken is finished; see {@link #join}.
   *
   * @throws IllegalArgumentException if called more often than items were put
   */
  public void taskDone() {
    bound.check();
    if (unfinished == 0) {
      throw new IllegalArgumentException("taskDone() called too many times on %s".formatted(this));
    }
    if (--unfinished == 0) {
      allDone.set();
    }
  }

  /**
   * Waits until the work on all items is finished.
   *
   * @throws CancelledError if the task is cancelled while it waits
   */
  public void join() {
    if (joinMustWait()) {
      allDone.await();
    }
  }

  boolean joinMustWait() {
    bound.check();
    return unfinished > 0;
  }

  /** {@return what a join waits for} */
  Event allDone() {
    return allDone;
  }

  /**
   * Shuts the queue down: puts fail from now on, gets take what is left and then fail. Waiting
   * tasks are woken.
   *
   * <p>Python: {@code queue.shutdown()}.
   */
  public void shutdown() {
    bound.check();
    isShutDown = true;
    wakeAll(getters);
    wakeAll(putters);
  }

  /**
   * Shuts the queue down and drops its items, which count as finished.
   *
   * <p>Python: {@code queue.shutdown(immediate=True)}.
   */
  public void shutdownNow() {
    bound.check();
    while (!empty()) {
      store.get();
      unfinished = Math.max(0, unfinished - 1);
    }
    if (unfinished == 0) {
      allDone.set();
    }
    shutdown();
  }

  private static void wakeAll(WaitingLine waiters) {
    while (wakeNext(waiters)) {
      // one more
    }
  }

  Collection<Future<@Nullable Void>> getters() {
    return getters;
  }

  Collection<Future<@Nullable Void>> putters() {
    return putters;
  }

  @Override
  public String toString() {
    String size = maxsize > 0 ? store.size() + "/" + maxsize : String.valueOf(store.size());
    return "%s[size=%s, getters=%s, putters=%s, unfinished=%s%s]"
        .formatted(
            getClass().getSimpleName(),
            size,
            getters.size(),
            putters.size(),
            unfinished,
            isShutDown ? ", shut down" : "");
  }

  private static final class Fifo<T> implements Store<T> {
    private final ArrayDeque<T> items = new ArrayDeque<>();

    @Override
    public void put(T item) {
      items.addLast(item);
    }

    @Override
    public T get() {
      return items.removeFirst();
    }

    @Override
    public int size() {
      return items.size();
    }
  }
}
