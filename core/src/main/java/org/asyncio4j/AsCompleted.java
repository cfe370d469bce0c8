package org.asyncio4j;

import java.lang.ref.Reference;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The results of awaitables in the order in which they come.
 *
 * <p>Iterating over it gives coroutines, each of which awaits the next result; iterating over
 * {@link #futures} waits and gives the finished futures themselves. Once the time limit has passed,
 * what is left throws {@link TimeoutException}, though the signature cannot say so.
 *
 * <p>An iteration can stop early and resume later. When the garbage collector has found that nobody
 * can resume it, or at {@link #close}, the futures that are not done forget it.
 *
 * <p>Python: {@code asyncio.as_completed}.
 *
 * @param <T> the type of the results
 */
public final class AsCompleted<T extends @Nullable Object>
    implements Iterable<Coroutine<T>>, AutoCloseable {
  private final Arrivals<T> arrivals;
  private int left;

  AsCompleted(Collection<? extends Awaitable<T>> awaitables, long nanos) {
    BaseEventLoop loop = Running.requiredLoop();
    loop.abandoned().look();
    Set<Future<T>> futures = new LinkedHashSet<>();
    for (Awaitable<T> awaitable :
        new LinkedHashSet<>(Arguments.required(awaitables, "awaitables"))) {
      futures.add(Futures.ensure(awaitable, loop));
    }
    left = futures.size();
    arrivals = new Arrivals<>(loop, futures, nanos);
    arrivals.watch(this, loop.abandoned());
  }

  private Future<T> next() throws TimeoutException {
    try {
      return arrivals.next();
    } finally {
      Reference.reachabilityFence(this); // whoever waits here has not abandoned it
    }
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

  /**
   * {@return the results in the order in which they come} The stream waits, in the task that runs
   * it; the first failure is thrown. Closing the stream closes this.
   */
  public Stream<T> stream() {
    Iterable<Future<T>> futures = futures();
    return StreamSupport.stream(futures.spliterator(), false)
        .map(Future::result)
        .onClose(this::close);
  }

  /**
   * Ends the iteration: the futures that are not done forget it at once, and go on. Only an
   * iteration that is left early over futures that live long needs this.
   *
   * <p>A task that waits for the next result gets an {@link IllegalStateException}, and so does
   * whoever awaits a coroutine that was given out before. To be called on the loop's thread.
   *
   * <p>Java only: in Python, too, the futures keep an iteration that was left early.
   */
  @Override
  public void close() {
    arrivals.close();
  }

  private final class Countdown<E> implements Iterator<E> {
    private final Supplier<E> element;

    Countdown(Supplier<E> element) {
      this.element = element;
    }

    @Override
    public boolean hasNext() {
      return left > 0 && !arrivals.isClosed();
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
