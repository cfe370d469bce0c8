package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * The body of a stackless coroutine: an object that makes one step at a time and says what it waits
 * for, and so needs no thread of its own. {@link Asyncio#coroutine(Stepwise)} makes a coroutine of
 * it; {@link StateMachine} and {@link Steps} are the ways to write one.
 *
 * <p>A step runs on the loop's own thread. It returns
 *
 * <ul>
 *   <li>null, to give up one iteration of the loop: Python's bare {@code yield};
 *   <li>an {@link Awaitable}, a {@link java.util.concurrent.CompletionStage} or another {@code
 *       Stepwise}, to wait for it: {@code yield from}. The next call is {@link #send} with its
 *       result, or {@link #throwInto} with what it threw. What is done already does not suspend,
 *       and another stackless coroutine costs no iteration. A coroutine that is an ordinary method
 *       gets a stack for as long as it runs;
 *   <li>{@link #DONE} to end; then {@link #result} tells the result;
 *   <li>anything else is an error, thrown into it one iteration later.
 * </ul>
 *
 * <p>A step has no stack that could be kept: calling in it what suspends, like {@link
 * Asyncio#await} of a pending future, is an {@link IllegalStateException}, and what blocks in the
 * JDK blocks the loop.
 *
 * <p>Python: a generator, decorated with {@code @asyncio.coroutine}.
 *
 * @param <T> the type of the result
 */
public interface Stepwise<T extends @Nullable Object> {

  /** What a step returns when there is no other. */
  Object DONE =
      new Object() {
        @Override
        public String toString() {
          return "Stepwise.DONE";
        }
      };

  /**
   * Makes the first or the next step.
   *
   * @param value the result of what the last step returned; null at first
   * @return what to wait for, see {@link Stepwise}
   * @throws Exception whatever ends the body
   */
  @Nullable Object send(@Nullable Object value) throws Exception;

  /**
   * Makes the next step after what the last one waited for threw, or the task was cancelled. By
   * default it ends the body.
   *
   * <p>Python: {@code generator.throw}.
   *
   * @param thrown what is thrown at the place where the last step returned
   * @return what to wait for, see {@link Stepwise}
   * @throws Throwable whatever ends the body
   */
  default @Nullable Object throwInto(Throwable thrown) throws Throwable {
    throw thrown;
  }

  /** {@return the result} Asked once, after a step has returned {@link #DONE}. */
  T result();

  /**
   * Has a body that has started, and is driven by hand, clean up and end: throws a {@link
   * GeneratorExit} into it. One that belongs to a coroutine is closed by {@link Coroutine#close}.
   *
   * <p>Python: {@code generator.close}.
   *
   * @throws IllegalStateException if it goes on all the same
   * @throws Throwable what it throws instead
   */
  default void close() throws Throwable {
    try {
      if (throwInto(new GeneratorExit()) != DONE) {
        throw new IllegalStateException("%s ignored GeneratorExit".formatted(this));
      }
    } catch (GeneratorExit ended) {
      // It has ended, as it was asked to.
    }
  }

  /** {@return where it stands, as a line of {@link Task#getStack}} */
  default StackTraceElement where() {
    return new StackTraceElement(getClass().getName(), "send", null, -1);
  }

  /**
   * {@return what a step returns to sleep}
   *
   * @param delay seconds; zero or less for one iteration of the loop
   * @throws IllegalArgumentException if {@code delay} is not a number
   * @throws IllegalStateException if no loop is running
   */
  static @Nullable Object sleep(double delay) {
    long nanos = Arguments.nanos(delay, "delay");
    return nanos <= 0 ? null : Running.requiredLoop().alarmAfter(nanos);
  }
}
