package org.asyncio4j;

import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Elements made one by one by a body that may wait between them, and that goes on only when the
 * next one is asked for.
 *
 * <p>{@link Asyncio#asyncGenerator} makes it; use it in the head of a {@code try}, so that it is
 * closed however its loop is left:
 *
 * <pre>{@code
 * try (var ticks = asyncGenerator((Emitter<Integer> out) -> {
 *   for (int i = 0; i < 10; i++) {
 *     sleep(1);
 *     out.emit(i);
 *   }
 * })) {
 *   for (int tick : ticks) { … }
 * }
 * }</pre>
 *
 * <p>The body runs as if it were called by whoever asks for an element: as part of that task, in
 * its context, and what cancels the task is thrown where the body waits. It has a thread of its
 * own, though: thread-locals and held locks of the caller are not the body's.
 *
 * <p>There is one iteration: a second {@code for} goes on where the first was left. Leaving it
 * early closes nothing; a generator that is not closed is closed when nobody holds it any more or,
 * at the latest, when its loop shuts down.
 *
 * <p>Python: an asynchronous generator.
 *
 * @param <T> the type of the elements
 */
public final class AsyncGenerator<T> implements Iterable<T>, AutoCloseable {

  /**
   * The body of an asynchronous generator.
   *
   * @param <T> the type of the elements
   */
  @FunctionalInterface
  public interface Body<T> {

    /**
     * Runs the body.
     *
     * @param out takes the elements
     * @throws Exception whatever the body throws; whoever asked for the next element gets it
     */
    void run(Emitter<T> out) throws Exception;
  }

  /**
   * Takes the elements that a body emits. Only that body may call it: no task that it makes, and
   * not from inside {@link Context#run}.
   *
   * @param <T> the type of the elements
   */
  public sealed interface Emitter<T> permits Generator {

    /**
     * Hands out one element, and returns when the next one is asked for.
     *
     * <p>Python: {@code yield value}.
     *
     * @param value the element
     * @throws GeneratorExit if the generator is closed; also whatever {@link #athrow} was given
     * @throws IllegalStateException if not called by the running body
     */
    void emit(T value);

    /**
     * As {@link #emit}, and says what {@link #asend} was given.
     *
     * <p>Python: {@code sent = yield value}.
     *
     * @param value the element
     * @param type what is expected to be sent
     * @param <S> the type of what is expected
     * @return what was sent; null if the next element was merely asked for
     * @throws IllegalArgumentException if something of another type was sent
     */
    <S> @Nullable S emitAndReceive(T value, Class<S> type);
  }

  private final Generator<T> generator;
  private final Iterator<T> iterator = new Elements();

  AsyncGenerator(Body<T> body) {
    this.generator = new Generator<>(body);
  }

  // While something runs the body, this object is in use, though nothing in there refers to it: the
  // fences keep the collector from finding it abandoned.

  /**
   * Waits for the next element.
   *
   * <p>If the task is cancelled meanwhile, the cancellation is thrown where the body waits.
   *
   * @return the element
   * @throws NoSuchElementException if the body has ended; if it has thrown something, that is
   *     thrown once
   * @throws IllegalStateException if somebody else is waiting for an element, outside a task, or in
   *     a task of another loop than before
   */
  public T anext() {
    try {
      return generator.next(this);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Nullable T nextOrNull() {
    try {
      return generator.nextOrNull(this);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * As {@link #anext}, with an answer to the emit at which the body stands.
   *
   * <p>Python: {@code agen.asend(value)}.
   *
   * @param value what {@link Emitter#emitAndReceive} returns
   * @return the next element
   * @throws NoSuchElementException if the body has ended
   * @throws IllegalStateException as {@link #anext}, or if the body has not started, or if an
   *     iterator's {@code hasNext} has pulled an element that nobody has taken
   */
  public T asend(Object value) {
    try {
      return generator.send(this, value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Throws something at the emit at which the body stands, and waits for the next element. A body
   * that has not started never will.
   *
   * @param throwable what emit throws
   * @return the next element, if the body goes on
   * @throws NoSuchElementException if the body has ended
   * @throws IllegalStateException as {@link #asend}
   */
  public T athrow(Throwable throwable) {
    try {
      return generator.throwInto(this, throwable);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Throws {@link GeneratorExit} at the emit at which the body stands, and waits for its end. A
   * body that has not started never will; one that has ended stays so. Elements that were not taken
   * are dropped.
   *
   * @throws IllegalStateException if the body emits something instead, if somebody is waiting for
   *     an element, or outside a task if there is something to close
   */
  public void aclose() {
    try {
      generator.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** As {@link #aclose}. */
  @Override
  public void close() {
    aclose();
  }

  /**
   * {@return the iterator, always the same one} Its {@code hasNext} waits for an element and keeps
   * it, {@code next} takes it; both throw what the body throws.
   */
  @Override
  public Iterator<T> iterator() {
    return iterator;
  }

  /**
   * {@return the elements as a stream, which waits for them in the task that runs it} It is
   * sequential; closing it closes this generator.
   */
  public Stream<T> stream() {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, traits), false)
        .onClose(this::close);
  }

  @Override
  public String toString() {
    return generator.toString();
  }

  private final class Elements implements Iterator<T> {
    @Override
    public boolean hasNext() {
      try {
        return generator.hasNext(AsyncGenerator.this);
      } finally {
        Reference.reachabilityFence(AsyncGenerator.this);
      }
    }

    @Override
    public T next() {
      return anext();
    }
  }
}
