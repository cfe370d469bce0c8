package org.asyncio4j;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stackless coroutine as a sequence of steps. Each has the value of the one before it;
 * what has to live longer is kept in variables outside.
 *
 * <pre>{@code
 * Coroutine<String> countdown(int from) {
 *   var left = new AtomicInteger(from);
 *   return Steps.begin()
 *       .loop(
 *           () -> left.get() > 0,
 *           Steps.begin().run(() -> IO.println(left.getAndDecrement())).sleep(1))
 *       .then(() -> "lift-off")
 *       .coroutine();
 * }
 * }</pre>
 *
 * <p>The code of a step runs on the loop's thread and must not suspend: waiting is what {@link
 * #await(Callable)} and {@link #sleep} are for.
 *
 * <p>Java only: Python has {@code yield from}.
 *
 * @param <V> the type of the last step's value
 */
public final class Steps<V extends @Nullable Object> {

  /** A question. */
  @FunctionalInterface
  public interface Condition {

    /**
     * {@return the answer}
     *
     * @throws Exception whatever ends the coroutine
     */
    boolean test() throws Exception;
  }

  /**
   * Code that makes something of something.
   *
   * @param <V> the type of what it is given
   * @param <R> the type of what it makes
   */
  @FunctionalInterface
  public interface Code<V extends @Nullable Object, R extends @Nullable Object> {

    /**
     * Runs the code.
     *
     * @param value what it is given
     * @return what it makes
     * @throws Exception whatever ends the coroutine
     */
    R apply(V value) throws Exception;
  }

  /**
   * Code that uses something.
   *
   * @param <V> the type of what it is given
   */
  @FunctionalInterface
  public interface Use<V extends @Nullable Object> {

    /**
     * Runs the code.
     *
     * @param value what it is given
     * @throws Exception whatever ends the coroutine
     */
    void accept(V value) throws Exception;
  }

  private final List<StepBlock.Part> parts = new ArrayList<>();
  private boolean inUse;

  private Steps() {}

  /** {@return a sequence without steps} */
  public static Steps<@Nullable Void> begin() {
    return new Steps<>();
  }

  // --- plain steps ------------------------------------------------------------------------------

  /**
   * Runs code; the value stays.
   *
   * @param code runs on the loop's thread, must not suspend
   * @return these steps
   */
  public Steps<V> run(Action code) {
    Arguments.required(code, "code");
    return add(
        "run",
        code,
        block -> {
          code.run();
          return StepBlock.NEXT;
        });
  }

  /**
   * Runs code with the value, which stays.
   *
   * @param code runs on the loop's thread, must not suspend
   * @return these steps
   */
  @SuppressWarnings("unchecked")
  public Steps<V> accept(Use<? super V> code) {
    Arguments.required(code, "code");
    return add(
        "accept",
        code,
        block -> {
          ((Use<@Nullable Object>) code).accept(block.value());
          return StepBlock.NEXT;
        });
  }

  /**
   * Makes another value of the value.
   *
   * @param code runs on the loop's thread, must not suspend
   * @param <R> the type of the new value
   * @return these steps
   */
  @SuppressWarnings("unchecked")
  public <R extends @Nullable Object> Steps<R> then(Code<? super V, ? extends R> code) {
    Arguments.required(code, "code");
    return add(
        "then", code, block -> block.next(((Code<@Nullable Object, R>) code).apply(block.value())));
  }

  /**
   * Makes another value.
   *
   * @param code runs on the loop's thread, must not suspend
   * @param <R> the type of the new value
   * @return these steps
   */
  public <R extends @Nullable Object> Steps<R> then(Callable<? extends R> code) {
    Arguments.required(code, "code");
    return add("then", code, block -> block.next(code.call()));
  }

  // --- waiting ----------------------------------------------------------------------------------

  /**
   * Waits; the result is the value.
   *
   * <p>Python: {@code yield from}.
   *
   * @param code tells what to wait for, at the time
   * @param <R> the type of the result
   * @return these steps
   */
  public <R extends @Nullable Object> Steps<R> await(Callable<? extends Awaitable<R>> code) {
    Arguments.required(code, "code");
    return add("await", code, block -> Arguments.required(code.call(), "awaitable"));
  }

  /**
   * Waits; the result is the value.
   *
   * @param code makes of the value what to wait for
   * @param <R> the type of the result
   * @return these steps
   */
  @SuppressWarnings("unchecked")
  public <R extends @Nullable Object> Steps<R> await(Code<? super V, ? extends Awaitable<R>> code) {
    Arguments.required(code, "code");
    return add(
        "await",
        code,
        block ->
            Arguments.required(
                ((Code<@Nullable Object, Awaitable<R>>) code).apply(block.value()), "awaitable"));
  }

  /**
   * Waits for the end of a body that makes one step at a time, like those of {@link Stackless}; the
   * result is the value.
   *
   * <p>Python: {@code yield from}.
   *
   * @param code makes the body, at the time
   * @param <R> the type of the result
   * @return these steps
   */
  public <R extends @Nullable Object> Steps<R> delegate(Callable<? extends Stepwise<R>> code) {
    Arguments.required(code, "code");
    return add("delegate", code, block -> Arguments.required(code.call(), "body"));
  }

  /**
   * Sleeps; there is no value then.
   *
   * @param delay seconds; zero or less for one iteration of the loop
   * @return these steps
   * @throws IllegalArgumentException if {@code delay} is not a number
   */
  public Steps<@Nullable Void> sleep(double delay) {
    var _ = Arguments.nanos(delay, "delay");
    return add("sleep", this, block -> Stepwise.sleep(delay));
  }

  // --- control ----------------------------------------------------------------------------------

  /**
   * Repeats a body; there is no value then.
   *
   * @param condition asked before each round
   * @param body the steps of a round
   * @return these steps
   */
  public Steps<@Nullable Void> loop(Condition condition, Steps<?> body) {
    Arguments.required(condition, "condition");
    Steps<?> used = Arguments.required(body, "body").use();
    return add(
        "loop",
        condition,
        block -> {
          var round = new StepBlock(used, null);
          return new StepLoop(() -> condition.test() ? round.restarted() : null);
        });
  }

  /**
   * Repeats a body until {@link #breakLoop} or {@link #returns}; there is no value then.
   *
   * @param body the steps of a round
   * @return these steps
   */
  public Steps<@Nullable Void> loop(Steps<?> body) {
    return loop(() -> true, body);
  }

  /**
   * Makes a body for each element of something and goes through it; there is no value then.
   *
   * @param elements what to go through
   * @param body makes the steps for an element
   * @param <E> the type of the elements
   * @return these steps
   */
  public <E> Steps<@Nullable Void> forEach(
      Iterable<? extends E> elements, Code<? super E, ? extends Steps<?>> body) {
    Arguments.required(elements, "elements");
    Arguments.required(body, "body");
    return add(
        "forEach",
        body,
        block -> {
          Iterator<? extends E> left = elements.iterator();
          return new StepLoop(
              () -> left.hasNext() ? new StepBlock(body.apply(left.next()).use(), null) : null);
        });
  }

  /** {@return these steps, which end the innermost loop here} */
  public Steps<V> breakLoop() {
    return add("breakLoop", this, block -> block.exit(StepBlock.Exit.BREAK));
  }

  /**
   * Ends the coroutine, from however deep.
   *
   * @param code tells the result, which must be of the type of the whole coroutine's
   * @return these steps
   */
  public Steps<V> returns(Callable<?> code) {
    Arguments.required(code, "code");
    return add("returns", code, block -> block.exit(new StepBlock.Exit(code.call())));
  }

  /**
   * Makes steps if a condition holds; there is no value then.
   *
   * @param condition asked at the time
   * @param steps what to do if it holds
   * @return these steps
   */
  public Steps<@Nullable Void> when(Condition condition, Steps<?> steps) {
    return this.<@Nullable Object>when(condition, steps.<@Nullable Object>then(() -> null), begin())
        .then(() -> null);
  }

  /**
   * Makes these or those steps; theirs is the value.
   *
   * @param condition asked at the time
   * @param steps what to do if it holds
   * @param otherwise what to do if not
   * @param <R> the type of the value
   * @return these steps
   */
  public <R extends @Nullable Object> Steps<R> when(
      Condition condition, Steps<? extends R> steps, Steps<? extends R> otherwise) {
    Arguments.required(condition, "condition");
    Steps<?> ifTrue = Arguments.required(steps, "steps").use();
    Steps<?> ifFalse = Arguments.required(otherwise, "otherwise").use();
    return add(
        "when", condition, block -> new StepBlock(condition.test() ? ifTrue : ifFalse, null));
  }

  /**
   * Makes steps, and then others in any case: whether they end, throw, are cancelled or left by
   * {@link #breakLoop} or {@link #returns}. The value is the body's.
   *
   * @param body the steps
   * @param last what to do at the end
   * @param <R> the type of the value
   * @return these steps
   */
  public <R extends @Nullable Object> Steps<R> tryFinally(Steps<R> body, Steps<?> last) {
    Steps<?> tried = Arguments.required(body, "body").use();
    Steps<?> cleanUp = Arguments.required(last, "last").use();
    return add("tryFinally", this, block -> StepTry.withFinally(tried, cleanUp));
  }

  /**
   * Makes steps, and others if they throw something of a class; the value is theirs or the body's.
   *
   * @param body the steps
   * @param thrown the class
   * @param handler makes of what was thrown the steps to go on with
   * @param <R> the type of the value
   * @param <X> the type of what is caught
   * @return these steps
   */
  public <R extends @Nullable Object, X extends Throwable> Steps<R> tryCatch(
      Steps<R> body, Class<X> thrown, Code<? super X, ? extends Steps<? extends R>> handler) {
    Steps<?> tried = Arguments.required(body, "body").use();
    Arguments.required(thrown, "thrown");
    Arguments.required(handler, "handler");
    return add(
        "tryCatch",
        handler,
        block ->
            StepTry.withCatch(
                tried,
                caught -> thrown.isInstance(caught) ? handler.apply(thrown.cast(caught)) : null));
  }

  // --- the end ----------------------------------------------------------------------------------

  /**
   * {@return a new coroutine that makes these steps} There can be several; what the code of the
   * steps captured they share. No step can be added any more.
   */
  @SuppressWarnings("unchecked")
  public Coroutine<V> coroutine() {
    return (Coroutine<V>) Coroutine.of(StepBlock.whole(use())).watched();
  }

  List<StepBlock.Part> parts() {
    return parts;
  }

  /** These steps are part of others: {@return this} */
  Steps<V> use() {
    inUse = true;
    return this;
  }

  @SuppressWarnings("unchecked") // the type of these steps is that of the last one's value
  private <R extends @Nullable Object> Steps<R> add(
      String what, Object code, StepBlock.Starter starter) {
    if (inUse) {
      throw new IllegalStateException("cannot add %s: these steps are in use".formatted(what));
    }
    parts.add(new StepBlock.Part(what, code, starter));
    return (Steps<R>) this;
  }
}
