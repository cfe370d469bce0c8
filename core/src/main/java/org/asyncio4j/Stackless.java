package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * What a stackless body returns from a step to wait as a method does that calls the primitive of
 * the same name: in a {@link StateMachine} {@code return await(Stackless.get(queue), NEXT)}, in
 * {@link Steps} {@code delegate(() -> Stackless.get(queue))}.
 *
 * <p>Nothing happens before the step returns it. From there on everything is as in the method: what
 * need not wait does not suspend, who comes first is served first, and a cancellation leaves behind
 * what it says there. What the method throws is thrown into the body. Each object that is returned
 * here is good for one wait.
 *
 * <p>Java only: Python has {@code yield from queue.get()}.
 */
public final class Stackless {
  private Stackless() {}

  // --- queues -----------------------------------------------------------------------------------

  /**
   * Takes the next item, as {@link Queue#get}.
   *
   * <p>If the waiting task is cancelled, no item is lost: the next waiter is woken instead.
   *
   * @param queue the queue
   * @param <T> the type of the items
   * @return the wait, for a step to return; its result is the item
   */
  public static <T> Stepwise<T> get(Queue<T> queue) {
    return new QueueGet<>(Arguments.required(queue, "queue"));
  }

  /**
   * Adds an item, as {@link Queue#put}.
   *
   * <p>If the waiting task is cancelled, no slot is lost: the next waiter is woken instead.
   *
   * @param queue the queue
   * @param item the item
   * @param <T> the type of the items
   * @return the wait, for a step to return
   */
  public static <T> Stepwise<@Nullable Void> put(Queue<T> queue, T item) {
    return new QueuePut<>(Arguments.required(queue, "queue"), Arguments.required(item, "item"));
  }

  /**
   * Waits until the work on all items is finished, as {@link Queue#join}.
   *
   * @param queue the queue
   * @return the wait, for a step to return
   */
  public static Stepwise<@Nullable Void> join(Queue<?> queue) {
    return new QueueJoin(Arguments.required(queue, "queue"));
  }

  // --- synchronisation --------------------------------------------------------------------------

  /**
   * Locks a lock, as {@link Lock#acquire}.
   *
   * <p>If the waiting task is cancelled, the next waiter is woken instead.
   *
   * @param lock the lock
   * @return the wait, for a step to return; its result is what releases the lock, which {@link
   *     Lock#release} does, too
   */
  public static Stepwise<Held> acquire(Lock lock) {
    return new LockAcquire(Arguments.required(lock, "lock"));
  }

  /**
   * Takes a permit, as {@link Semaphore#acquire}.
   *
   * <p>If the waiting task is cancelled, its permit goes to the next waiter.
   *
   * @param semaphore the semaphore
   * @return the wait, for a step to return; its result is what gives the permit back, which {@link
   *     Semaphore#release} does, too
   */
  public static Stepwise<Held> acquire(Semaphore semaphore) {
    return new SemaphoreAcquire(Arguments.required(semaphore, "semaphore"));
  }

  /**
   * Waits until an event is set, as {@link Event#await}.
   *
   * @param event the event
   * @return the wait, for a step to return
   */
  public static Stepwise<@Nullable Void> await(Event event) {
    return new EventWait(Arguments.required(event, "event"));
  }
}
