package org.asyncio4j;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The results of awaitables in the order in which they come.
 *
 * <p>Iterating over it gives coroutines, each of which awaits the next result; iterating over
 * {@link #futures} waits and gives the finished futures themselves. It can be left and gone on
 * with. Once the time limit has passed, what is left throws {@link TimeoutException}, though the
 * signature cannot say so.
 *
 * <p>Python: {@code asyncio.as_completed}.
 *
 * @param <T> the type of the results
 */
public final class AsCompleted<T extends @Nullable Object> implements Iterable<Coroutine<T>> {
  // Empty stands for a future that the time limit cut off.
  private final Queue<Optional<Future<T>>> arrived = new Queue<>(this);
  private final Set<Future<T>> awaited = new LinkedHashSet<>();
  private final Consumer<Future<T>> onDone = new OnDone();
  private final @Nullable TimerHandle timer;
  private int left;

  AsCompleted(Collection<? extends Awaitable<T>> awaitables, long nanos) {
    BaseEventLoop loop = Running.requiredLoop();
    for (Awaitable<T> awaitable :
        new LinkedHashSet<>(Arguments.required(awaitables, "awaitables"))) {
      awaited.add(Futures.ensure(awaitable, loop));
    }
    left = awaited.size();
    awaited.forEach(future -> future.addDoneCallback(onDone));
    timer =
        nanos == Waiting.NO_LIMIT || awaited.isEmpty()
            ? null
            : loop.callAfterNanos(nanos, this::timeIsUp, loop.running().context);
  }

  private final class OnDone implements Consumer<Future<T>>, Awaiter {
    @Override
    public void accept(Future<T> done) {
      futureDone(done);
    }

    @Override
    public List<Future<?>> awaiters() {
      return Snapshot.of(arrived.getters());
    }
  }

  /** {@return what is not done} Its copies on another thread are best effort. */
  Set<Future<T>> awaited() {
    return awaited;
  }

  boolean hasTimeLimit() {
    return timer != null;
  }

  private void futureDone(Future<T> future) {
    if (!awaited.remove(future)) {
      return; // the time was up before
    }
    arrived.putNowait(Optional.of(future));
    if (awaited.isEmpty() && timer != null) {
      timer.cancel();
    }
  }

  private void timeIsUp() {
    for (Future<T> future : awaited) {
      future.removeDoneCallback(onDone);
      arrived.putNowait(Optional.empty());
    }
    awaited.clear();
  }

  private Future<T> next() throws TimeoutException {
    return arrived
        .get()
        .orElseThrow(() -> new TimeoutException("asCompleted: the time limit has passed"));
  }

  @Override
  public Iterator<Coroutine<T>> iterator() {
    return new Countdown<>(() -> Coroutine.of(() -> next().result()));
  }

  /**
   * {@return the futures in the order in which they are done: those passed in, and tasks for what
   * was none} Each step of the iteration waits, in a task.
   */
  public Iterable<Future<T>> futures() {
    return () ->
        new Countdown<>(
            () -> {
              try {
                return next();
              } catch (TimeoutException expired) {
                throw Throwables.sneak(expired);
              }
            });
  }

  private final class Countdown<E> implements Iterator<E> {
    private final Supplier<E> element;

    Countdown(Supplier<E> element) {
      this.element = element;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public E next() {
      if (left == 0) {
        throw new NoSuchElementException("asCompleted: every future has been given out");
      }
      left--;
      return element.get();
    }
  }
}
