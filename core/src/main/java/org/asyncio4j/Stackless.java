package org.asyncio4j;

import java.time.Duration;
import java.util.function.BooleanSupplier;
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

  /**
   * Releases a condition's lock, waits for a signal and locks it again, as {@link
   * Condition#await()}.
   *
   * <p>A cancelled task holds the lock again when it gets the error, and passes a signal on that it
   * may have got.
   *
   * @param condition the condition
   * @return the wait, for a step to return
   */
  public static Stepwise<@Nullable Void> await(Condition condition) {
    return new ConditionWait(Arguments.required(condition, "condition"));
  }

  /**
   * Waits for signals until something is true, as {@link Condition#awaitUntil}.
   *
   * @param condition the condition
   * @param predicate asked first and after every signal
   * @return the wait, for a step to return
   */
  public static Stepwise<@Nullable Void> awaitUntil(
      Condition condition, BooleanSupplier predicate) {
    return new ConditionWaitUntil(
        Arguments.required(condition, "condition"), Arguments.required(predicate, "predicate"));
  }

  /**
   * Locks a condition's lock, as {@link Condition#acquire}.
   *
   * @param condition the condition
   * @return the wait, for a step to return; its result is what releases the lock, which {@link
   *     Condition#release} does, too
   */
  public static Stepwise<Held> acquire(Condition condition) {
    return Arguments.required(condition, "condition").lockAgain();
  }

  /**
   * Waits until as many tasks as there are parties wait, as {@link Barrier#await}.
   *
   * <p>A waiter that is cancelled leaves, and the others go on waiting.
   *
   * @param barrier the barrier
   * @return the wait, for a step to return; its result is the number that the task passes with
   */
  public static Stepwise<Integer> await(Barrier barrier) {
    return new BarrierWait(Arguments.required(barrier, "barrier"));
  }

  /**
   * Makes a barrier as new, as {@link Barrier#reset}.
   *
   * @param barrier the barrier
   * @return the wait, for a step to return
   */
  public static Stepwise<@Nullable Void> reset(Barrier barrier) {
    return new BarrierChange(Arguments.required(barrier, "barrier"), Barrier::resetNow);
  }

  /**
   * Breaks a barrier, as {@link Barrier#abort}.
   *
   * @param barrier the barrier
   * @return the wait, for a step to return
   */
  public static Stepwise<@Nullable Void> abort(Barrier barrier) {
    return new BarrierChange(Arguments.required(barrier, "barrier"), Barrier::abortNow);
  }

  // --- time limits ------------------------------------------------------------------------------

  /**
   * Runs a body under a time limit, as {@link Timeout#call}. It throws a {@link
   * java.util.concurrent.TimeoutException} if the time was up.
   *
   * @param limit the limit, good for one body: {@link Asyncio#timeout(double)} makes one
   * @param body the body
   * @param <T> the type of its result
   * @return the wait, for a step to return; its result is the body's
   */
  public static <T extends @Nullable Object> Stepwise<T> within(Timeout limit, Stepwise<T> body) {
    return new TimeoutCall<>(Arguments.required(limit, "limit"), Arguments.required(body, "body"));
  }

  /**
   * Runs a body under a time limit, as {@link Asyncio#timeout(double,
   * java.util.concurrent.Callable)}; the time runs from its first step on. It throws a {@link
   * java.util.concurrent.TimeoutException} if the time was up.
   *
   * @param delay seconds
   * @param body the body
   * @param <T> the type of its result
   * @return the wait, for a step to return; its result is the body's
   * @throws IllegalArgumentException if {@code delay} is not a number
   */
  public static <T extends @Nullable Object> Stepwise<T> timeout(double delay, Stepwise<T> body) {
    return new TimeoutCall<>(Arguments.nanos(delay, "delay"), Arguments.required(body, "body"));
  }

  /**
   * As {@link #timeout(double, Stepwise)}.
   *
   * @param delay how long
   * @param body the body
   * @param <T> the type of its result
   * @return the wait, for a step to return; its result is the body's
   */
  public static <T extends @Nullable Object> Stepwise<T> timeout(Duration delay, Stepwise<T> body) {
    return new TimeoutCall<>(Arguments.nanos(delay, "delay"), Arguments.required(body, "body"));
  }

  /**
   * Waits for something, and cancels it when the time is up, as {@link Asyncio#waitFor(Awaitable,
   * double)}; the time runs from the first step on. It throws a {@link
   * java.util.concurrent.TimeoutException} if the time was up.
   *
   * @param awaitable what to wait for
   * @param timeout seconds
   * @param <T> the type of the result
   * @return the wait, for a step to return
   * @throws IllegalArgumentException if {@code timeout} is not a number
   */
  public static <T extends @Nullable Object> Stepwise<T> waitFor(
      Awaitable<T> awaitable, double timeout) {
    return waitForNanos(awaitable, Arguments.nanos(timeout, "timeout"));
  }

  /**
   * As {@link #waitFor(Awaitable, double)}.
   *
   * @param awaitable what to wait for
   * @param timeout how long
   * @param <T> the type of the result
   * @return the wait, for a step to return
   */
  public static <T extends @Nullable Object> Stepwise<T> waitFor(
      Awaitable<T> awaitable, Duration timeout) {
    return waitForNanos(awaitable, Arguments.nanos(timeout, "timeout"));
  }

  /**
   * As {@link #waitFor(Awaitable, double)}, for a body like those that are made here.
   *
   * @param body the body, which does not even start if there is no time at all
   * @param timeout seconds
   * @param <T> the type of the result
   * @return the wait, for a step to return
   * @throws IllegalArgumentException if {@code timeout} is not a number
   */
  public static <T extends @Nullable Object> Stepwise<T> waitFor(Stepwise<T> body, double timeout) {
    return waitForNanos(body, Arguments.nanos(timeout, "timeout"));
  }

  /**
   * As {@link #waitFor(Stepwise, double)}.
   *
   * @param body the body, which does not even start if there is no time at all
   * @param timeout how long
   * @param <T> the type of the result
   * @return the wait, for a step to return
   */
  public static <T extends @Nullable Object> Stepwise<T> waitFor(
      Stepwise<T> body, Duration timeout) {
    return waitForNanos(body, Arguments.nanos(timeout, "timeout"));
  }

  private static <T extends @Nullable Object> Stepwise<T> waitForNanos(
      Awaitable<T> awaitable, long nanos) {
    Arguments.required(awaitable, "awaitable");
    return nanos > 0 ? new TimeoutCall<>(nanos, awaitable) : new WaitForNoTime<>(awaitable);
  }

  private static <T extends @Nullable Object> Stepwise<T> waitForNanos(
      Stepwise<T> body, long nanos) {
    Arguments.required(body, "body");
    return nanos > 0 ? new TimeoutCall<>(nanos, body) : new WaitForNoTime<>(Coroutine.of(body));
  }
}
