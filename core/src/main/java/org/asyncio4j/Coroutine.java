package org.asyncio4j;

import java.util.concurrent.Callable;
import org.asyncio4j.internal.engine.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A computation that has not started: lazy, and good for one use.
 *
 * <p>{@link Asyncio#coroutine(Callable)} makes one, and {@link Asyncio#coroutine(Stepwise)} a
 * stackless one. It starts when it is awaited, which runs it inside the awaiting task, or when a
 * task is made of it. One that never starts is reported when its loop closes.
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

  // A Callable<T>, an Action or a Stepwise<T>; once it runs only its class, or the StepChain while
  // that is not done: a done task keeps nothing of it.
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

  static <T extends @Nullable Object> Coroutine<T> of(Stepwise<T> body) {
    if (Arguments.required(body, "body") instanceof StateMachine<?> machine) {
      machine.use();
    }
    return new Coroutine<>(body);
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
   * Makes sure that the body never runs. To a coroutine that has started this does nothing, unless
   * it is stackless: then it gets a {@link GeneratorExit}, and cleans up before this returns. A
   * task that it belongs to fails when it would go on; cancelling the task is the usual way.
   *
   * <p>Python: {@code coroutine.close()}.
   *
   * @throws IllegalStateException if a stackless one suspends instead of ending, is in the midst of
   *     a step, or awaits a coroutine that has a stack
   */
  public void close() {
    if (state == State.CREATED) {
      state = State.CLOSED;
      unwatch();
    } else if (body instanceof StepChain chain) {
      chain.close();
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
      case TAKEN -> throw usedBefore();
      case CLOSED -> throw new IllegalStateException("cannot await closed " + this);
    }
    unwatch();
  }

  boolean isTaken() {
    return state == State.TAKEN;
  }

  IllegalStateException usedBefore() {
    return new IllegalStateException("cannot reuse already awaited " + this);
  }

  private void unwatch() {
    if (watch != null) {
      watch.settle();
      watch = null;
    }
  }

  /** Runs the body in the current task. */
  @SuppressWarnings({"unchecked", "NullAway"}) // a null was returned only where T allows it
  T await() {
    Task<?> task = Running.requiredTask("await(coroutine)");
    take();
    try {
      StepChain chain = takeChain();
      return chain == null ? call() : (T) StepGuard.await(task, chain);
    } catch (Throwable thrown) {
      throw Throwables.sneak(InterruptedCall.asCancellation(thrown));
    }
  }

  /** {@return the body if it is stackless; to be called once, after {@link #take}} */
  @Nullable Stepwise<?> takeSteps() {
    if (body instanceof Stepwise<?> steps) {
      body = steps.getClass();
      return steps;
    }
    return null;
  }

  /** {@return the execution of the body if it is stackless; once, after {@link #take}} */
  private @Nullable StepChain takeChain() {
    if (body instanceof Stepwise<?> steps) {
      var chain = new StepChain(this, steps);
      body = chain;
      return chain;
    }
    return null;
  }

  /** {@return whether the body keeps its state on a stack} */
  boolean isMethod() {
    return !(body instanceof Stepwise);
  }

  /** {@return a new frame that runs the body} */
  Frame newFrame(Task<?> task) {
    if (body instanceof Stepwise<?> steps) {
      var frame = new StepFrame(task, this, steps);
      body = frame;
      return frame;
    }
    return task.loop().engine().frame(task);
  }

  /** The execution of the stackless body has ended. */
  void ended(Class<?> bodyClass) {
    body = bodyClass;
  }

  /** Runs the body; to be called once, after {@link #take}. */
  @SuppressWarnings({"unchecked", "NullAway"}) // a null was returned only where T allows it
  T call() throws Exception {
    if (body instanceof StepChain chain) {
      return (T) chain.callOutside(); // on the frame that it has borrowed
    }
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
    return nameOf(bodyClass());
  }

  Class<?> bodyClass() {
    return switch (body) {
      case Class<?> type -> type;
      case StepChain chain -> chain.bodyClass();
      default -> body.getClass();
    };
  }

  /** {@return the name of the class that a body was written in} */
  static String nameOf(Class<?> bodyClass) {
    String name = bodyClass.getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda);
  }

  @Override
  public String toString() {
    return "Coroutine[%s, %s]".formatted(where(), state);
  }
}
