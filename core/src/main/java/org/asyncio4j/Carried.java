package org.asyncio4j;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Something that Java binds to a thread, and that shall follow the program like a context variable:
 * a thread-local, a logger's diagnostic context, a {@link ScopedValue}.
 *
 * <p>{@link Context#carry} has it follow. Its value is then captured wherever a context is copied,
 * so where a task is made or a callback is scheduled, and is in force on whatever thread the code
 * of that context runs. What that code changes stays there: nothing is carried back.
 *
 * <p>An implementation is called by every thread that copies or enters a context.
 *
 * <p>Java only: Python has no other kind of variable that follows a task than its context
 * variables.
 *
 * @param <V> the type of the value
 */
public interface Carried<V> {

  /** {@return the value in force on the current thread, null if there is none} */
  @Nullable V capture();

  /**
   * Runs code with a value in force on the current thread, and leaves the thread as it was.
   *
   * @param value what {@link #capture} has returned, maybe on another thread; null for none
   * @param body the code; it may suspend, and then the thread is its own
   * @param <T> the type of its result
   * @return what the code returns
   * @throws Exception what the code throws
   */
  <T extends @Nullable Object> T call(@Nullable V value, Callable<T> body) throws Exception;

  /**
   * {@return a thread-local that follows} Tasks share the object that is its value; for one that
   * they change give {@link #of(ThreadLocal, UnaryOperator)} a way to copy it.
   *
   * @param local the thread-local
   * @param <V> the type of its value
   */
  static <V> Carried<V> of(ThreadLocal<V> local) {
    return of(local, UnaryOperator.identity());
  }

  /**
   * {@return a thread-local that follows, with a copy of its value for each task and callback}
   *
   * @param local the thread-local
   * @param copy makes what is captured out of the value, which is never null
   * @param <V> the type of its value
   */
  static <V> Carried<V> of(ThreadLocal<V> local, UnaryOperator<V> copy) {
    Arguments.required(local, "local");
    Arguments.required(copy, "copy");
    return new CarriedLocal<>(
        () -> {
          V value = local.get();
          return value == null ? null : copy.apply(value);
        },
        local::set,
        local::remove);
  }

  /**
   * {@return something that follows and is read and written by functions} For SLF4J's diagnostic
   * context: {@code Carried.of(MDC::getCopyOfContextMap, MDC::setContextMap, MDC::clear)}.
   *
   * @param capture returns the value in force on the current thread, null for none
   * @param install puts a value in force on the current thread
   * @param clear leaves the current thread without a value
   * @param <V> the type of the value
   */
  static <V> Carried<V> of(
      Supplier<? extends @Nullable V> capture, Consumer<V> install, Runnable clear) {
    return new CarriedLocal<>(
        Arguments.required(capture, "capture"),
        Arguments.required(install, "install"),
        Arguments.required(clear, "clear"));
  }

  /**
   * {@return a scoped value that follows: what is made in its scope runs in such a scope too}
   *
   * <p>Java cannot unbind one. So where there was none when the context was copied, code sees what
   * the thread below may have bound: in a callback, what was bound around {@link Asyncio#run}.
   *
   * @param value the scoped value; bound to null counts as not bound
   * @param <V> the type of its value
   */
  static <V> Carried<V> of(ScopedValue<V> value) {
    return new CarriedScope<>(Arguments.required(value, "value"));
  }
}
