package org.asyncio4j;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A computation that has not started: lazy, and good for one use.
 *
 * <p>{@link Asyncio#coroutine(Callable)} makes one. It starts when it is awaited, which runs it
 * inside the awaiting task, or when a task is made of it. One that never starts is reported when
 * its loop closes.
 *
 * <p>Python: a coroutine object.
 *
 * @param <T> the type of the result
 */
public final class Coroutine<T extends @Nullable Object> implements Awaitable<T> {

  /*
   *   CREATED --take--> TAKEN      awaited, or made a task of
   *   CREATED --close-> CLOSED     never to run
   */
  private enum State {
    CREATED,
    TAKEN,
    CLOSED
  }

  // A Callable<T> or an Action; once it runs only its class: a done task keeps nothing of it.
  private Object body;
  private State state = State.CREATED;
  private @Nullable Leftover watch;

  private Coroutine(Object body) {
    this.body = body;
  }

  static <T extends @Nullable Object> Coroutine<T> of(Callable<T> body) {
    return new Coroutine<>(Arguments.required(body, "body"));
  }

  static Coroutine<@Nullable Void> of(Action body) {
    return new Coroutine<>(Arguments.required(body, "body"));
  }

  /** Has the running loop, if there is one, report this coroutine unless it starts. */
  Coroutine<T> watched() {
    BaseEventLoop loop = Running.loopOrNull();
    if (loop != null) {
      loop.made(this);
      watch = loop.leftovers().neverAwaited(this);
    }
    return this;
  }

  /**
   * Makes sure that the body never runs; does nothing to a coroutine that has started.
   *
   * <p>Python: {@code coroutine.close()}.
   */
  public void close() {
    if (state == State.CREATED) {
      state = State.CLOSED;
      unwatch();
    }
  }

  /**
   * Marks this coroutine as used.
   *
   * @throws IllegalStateException if it was used or closed before
   */
  void take() {
    switch (state) {
      case CREATED -> state = State.TAKEN;
      case TAKEN -> throw new IllegalStateException("cannot reuse already awaited " + this);
      case CLOSED -> throw new IllegalStateException("cannot await closed " + this);
    }
    unwatch();
  }

  private void unwatch() {
    if (watch != null) {
      watch.settle();
      watch = null;
    }
  }

  /** Runs the body in the current task. */
  T await() {
    Running.requiredTask("await(coroutine)");
    take();
    try {
      return call();
    } catch (Throwable thrown) {
      throw Throwables.sneak(Task.asCancellation(thrown));
    }
  }

  /** Runs the body; to be called once, after {@link #take}. */
  @SuppressWarnings("unchecked")
  T call() throws Exception {
    Object code = body;
    body = code.getClass();
    if (code instanceof Callable<?> callable) {
      return (T) callable.call();
    }
    ((Action) code).run();
    return (T) nothing();
  }

  @SuppressWarnings("NullAway") // the result of a body without one
  private static Object nothing() {
    return null;
  }

  /** {@return where the body was written, as far as the JVM tells} */
  String where() {
    String name = (body instanceof Class<?> type ? type : body.getClass()).getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda);
  }

  @Override
  public String toString() {
    return "Coroutine[%s, %s]".formatted(where(), state);
  }
}
