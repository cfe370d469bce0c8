package org.asyncio4j;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The values of context variables: each task has a context of its own, copied from its creator's.
 *
 * <p>Copying costs one small object however many variables are set. A context belongs to the thread
 * of its loop.
 *
 * <p>Python: {@code contextvars.Context}.
 */
public final class Context {
  private static final @Nullable Object[] EMPTY = {};

  // Variable, value, variable, value, …; never changed once it is here, so that copies share it.
  private @Nullable Object[] bindings;
  private boolean entered;

  /** Makes an empty context. */
  public Context() {
    this(EMPTY);
  }

  private Context(@Nullable Object[] bindings) {
    this.bindings = bindings;
  }

  /**
   * {@return a copy of the current context}
   *
   * <p>Python: {@code contextvars.copy_context}.
   */
  public static Context copyContext() {
    return Running.current().context.copy();
  }

  /** {@return a context with the same values; later changes on either side stay there} */
  public Context copy() {
    return new Context(bindings);
  }

  /**
   * Runs code in this context, so that its changes of variables are made here.
   *
   * @param body the code; it may suspend
   * @param <T> the type of its result
   * @return what the code returns
   * @throws IllegalStateException if this context is entered already
   * @throws Exception what the code throws
   */
  public <T extends @Nullable Object> T run(Callable<T> body) throws Exception {
    Arguments.required(body, "body");
    Running running = Running.current();
    boolean ofTheTask = running.task != null && running.task.getContext() == this;
    if (entered || ofTheTask || running.context == this) {
      throw new IllegalStateException(
          "cannot enter context: %s is already entered".formatted(this));
    }
    Task<?> task = running.task;
    Context outer = running.context;
    entered = true;
    use(running, task, this);
    try {
      return body.call();
    } finally {
      entered = false;
      use(running, task, outer);
    }
  }

  /**
   * Runs code in this context.
   *
   * @param body the code; it may suspend
   * @throws IllegalStateException if this context is entered already
   * @throws Exception what the code throws
   */
  public void run(Action body) throws Exception {
    Arguments.required(body, "body");
    Callable<@Nullable Void> callable =
        () -> {
          body.run();
          return null;
        };
    run(callable);
  }

  // The task remembers it too: after a suspension its step begins in that context again.
  private static void use(Running running, @Nullable Task<?> task, Context context) {
    running.context = context;
    if (task != null) {
      task.enter(context);
    }
  }

  /**
   * {@return the value of a variable here, or null if it has none}
   *
   * @param variable the variable
   * @param <T> the type of its value
   */
  @SuppressWarnings("unchecked")
  public <T> @Nullable T get(ContextVar<T> variable) {
    int at = indexOf(variable);
    return at < 0 ? null : (T) bindings[at + 1];
  }

  /**
   * {@return whether a variable has a value here}
   *
   * @param variable the variable
   */
  public boolean contains(ContextVar<?> variable) {
    return indexOf(variable) >= 0;
  }

  /** {@return the number of variables that have a value here} */
  public int size() {
    return bindings.length / 2;
  }

  /** {@return all variables that have a value here, with their values} */
  public Map<ContextVar<?>, Object> items() {
    var items = new LinkedHashMap<ContextVar<?>, Object>();
    for (int i = 0; i < bindings.length; i += 2) {
      items.put((ContextVar<?>) Arguments.required(bindings[i], "variable"), bindings[i + 1]);
    }
    return items;
  }

  void bind(ContextVar<?> variable, Object value) {
    int at = indexOf(variable);
    @Nullable Object[] changed;
    if (at >= 0) {
      changed = bindings.clone();
    } else {
      at = bindings.length;
      changed = Arrays.copyOf(bindings, at + 2);
      changed[at] = variable;
    }
    changed[at + 1] = value;
    bindings = changed;
  }

  void unbind(ContextVar<?> variable) {
    int at = indexOf(variable);
    if (at < 0) {
      return;
    }
    @Nullable Object[] changed = Arrays.copyOf(bindings, bindings.length - 2);
    System.arraycopy(bindings, at + 2, changed, at, changed.length - at);
    bindings = changed;
  }

  // Programs have few variables: a scan beats a hash.
  private int indexOf(ContextVar<?> variable) {
    for (int i = 0; i < bindings.length; i += 2) {
      if (bindings[i] == variable) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    return "Context[size=%d]".formatted(size());
  }
}
