package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * A stackless coroutine's body as a {@code switch} over a state: the fastest way to wait, which
 * allocates nothing for a suspension. An instance is good for one coroutine.
 *
 * <pre>{@code
 * final class Ticker extends StateMachine<Integer> {
 *   private int ticks;
 *
 *   protected Object step(int state, Object value) {
 *     if (ticks == 3) {
 *       return done(ticks);
 *     }
 *     ticks++;
 *     return sleep(1.0, 0);
 *   }
 * }
 * }</pre>
 *
 * <p>Java only: Python's compiler writes such a class for each generator.
 *
 * @param <T> the type of the result
 */
public abstract class StateMachine<T extends @Nullable Object> implements Stepwise<T> {
  private int state;
  private boolean used;
  private @Nullable Object result;

  /** Makes a machine in state 0. */
  protected StateMachine() {}

  /**
   * Makes a step.
   *
   * @param state where the last step said to go on; 0 at first
   * @param value the result of what the last step waited for
   * @return what {@link #await}, {@link #sleep}, {@link #pause} or {@link #done} returns
   * @throws Exception whatever ends the body
   */
  protected abstract @Nullable Object step(int state, @Nullable Object value) throws Exception;

  /**
   * Makes a step in the place of {@link #step} when what was waited for threw, or the task was
   * cancelled. By default it throws that on; who catches it may {@code return step(…)}.
   *
   * @param state where the last step said to go on
   * @param thrown what was thrown
   * @return as {@link #step}
   * @throws Throwable whatever ends the body
   */
  protected @Nullable Object caught(int state, Throwable thrown) throws Throwable {
    throw thrown;
  }

  /**
   * Waits.
   *
   * @param request what for, see {@link Stepwise}
   * @param next the state to go on in
   * @return {@code request}, for the step to return
   */
  protected final @Nullable Object await(@Nullable Object request, int next) {
    state = next;
    return request;
  }

  /**
   * Gives up one iteration of the loop.
   *
   * <p>Python: a bare {@code yield}.
   *
   * @param next the state to go on in
   * @return null, for the step to return
   */
  protected final @Nullable Object pause(int next) {
    state = next;
    return null;
  }

  /**
   * Sleeps.
   *
   * @param delay seconds; zero or less for one iteration of the loop
   * @param next the state to go on in
   * @return what the step is to return
   */
  protected final @Nullable Object sleep(double delay, int next) {
    return await(Stepwise.sleep(delay), next);
  }

  /**
   * Ends the body.
   *
   * @param result the result
   * @return what the step is to return
   */
  protected final Object done(T result) {
    this.result = result;
    return DONE;
  }

  @Override
  public final @Nullable Object send(@Nullable Object value) throws Exception {
    return step(state, value);
  }

  @Override
  public final @Nullable Object throwInto(Throwable thrown) throws Throwable {
    return caught(state, thrown);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // a null was given to done only where T allows it
  public final T result() {
    Object given = result;
    result = null;
    return (T) given;
  }

  @Override
  public StackTraceElement where() {
    return new StackTraceElement(getClass().getName(), "step[state=" + state + "]", null, -1);
  }

  /** Its state can serve one coroutine only. */
  void use() {
    if (used) {
      throw new IllegalStateException("cannot reuse %s: make another one".formatted(this));
    }
    used = true;
  }

  @Override
  public String toString() {
    return "%s[state=%s]".formatted(getClass().getName(), state);
  }
}
