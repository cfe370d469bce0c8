package org.asyncio4j;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The values of context variables: each task has a context of its own, copied from its creator's.
 *
 * <p>Copying costs one small object however many variables are set. A context belongs to the thread
 * of its loop. It is a mapping of variables to values, to look at; as a key or in a set it stands
 * for itself.
 *
 * <p>Python: {@code contextvars.Context}.
 */
public final class Context implements Iterable<ContextVar<?>> {
  private static final @Nullable Object[] EMPTY = {};

  private static final int FEW = 2 * 16;

  // Variable, value, variable, value, … in an array, or if there are many, ManyBindings; never
  // changed once it is here, so that copies share it.
  private Object bindings;
  private @Nullable CarriedValues carried;
  private boolean entered;

  /** Makes an empty context. */
  public Context() {
    this(EMPTY, null);
  }

  private Context(Object bindings, @Nullable CarriedValues carried) {
    this.bindings = bindings;
    this.carried = carried;
  }

  /**
   * {@return a copy of the current context}
   *
   * <p>Python: {@code contextvars.copy_context}.
   */
  public static Context copyContext() {
    Context current = Running.current().context;
    CarriedValues carried = current.carried;
    return new Context(current.bindings, carried == null ? null : carried.captured());
  }

  /**
   * Has what is bound to threads follow from now on: into every copy of the current context, so
   * into the tasks that are made and the callbacks that are scheduled in it, into theirs, and to
   * other threads that run code in a copy.
   *
   * <p>Java only: see {@link Carried}.
   *
   * @param more what shall follow, besides what does already
   */
  public static void carry(Carried<?>... more) {
    Context current = Running.current().context;
    CarriedValues carried = current.carried == null ? CarriedValues.NONE : current.carried;
    current.carried = carried.and(List.of(more));
  }

  /** {@return a context with the same values; later changes on either side stay there} */
  public Context copy() {
    return new Context(bindings, carried);
  }

  /**
   * Runs code in this context, so that its changes of variables are made here. Any thread may, one
   * at a time.
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
      return call(body);
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

  /** Runs code with what this context carries in force. */
  private <T extends @Nullable Object> T call(Callable<T> body) throws Exception {
    return carried == null ? body.call() : carried.call(body);
  }

  /** Runs a coroutine's code with what this context carries in force. */
  <T extends @Nullable Object> T callCarrying(Coroutine<T> coroutine) throws Exception {
    return carried == null ? coroutine.call() : carried.call(coroutine::call);
  }

  /** Runs a callback's code with what this context carries in force. */
  void runCarrying(Runnable code) {
    CarriedValues values = carried;
    if (values == null) {
      code.run();
      return;
    }
    Callable<@Nullable Void> callable =
        () -> {
          code.run();
          return null;
        };
    try {
      values.call(callable);
    } catch (Exception thrown) {
      throw Throwables.sneak(thrown);
    }
  }

  /** {@return whether anything but variables is in this context} */
  boolean carries() {
    return carried != null;
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
    if (bindings instanceof ManyBindings many) {
      ManyBindings.Binding binding = many.get(variable);
      return binding == null ? null : (T) binding.value();
    }
    @Nullable Object[] few = few();
    int at = indexOf(variable, few);
    return at < 0 ? null : (T) few[at + 1];
  }

  /**
   * {@return the value of a variable here, or else {@code fallback}}
   *
   * @param variable the variable
   * @param fallback the answer if it has none
   * @param <T> the type of its value
   */
  public <T> T get(ContextVar<T> variable, T fallback) {
    T value = get(variable);
    return value == null ? Arguments.required(fallback, "fallback") : value;
  }

  /**
   * {@return whether a variable has a value here}
   *
   * @param variable the variable
   */
  public boolean contains(ContextVar<?> variable) {
    return get(variable) != null;
  }

  /** {@return the number of variables that have a value here} */
  public int size() {
    return bindings instanceof ManyBindings many ? many.size() : few().length / 2;
  }

  /** {@return all variables that have a value here, with their values} */
  public Map<ContextVar<?>, Object> items() {
    var items = new LinkedHashMap<ContextVar<?>, Object>();
    if (bindings instanceof ManyBindings many) {
      many.inOrder().forEach(binding -> items.put(binding.variable(), binding.value()));
    } else {
      @Nullable Object[] few = few();
      for (int i = 0; i < few.length; i += 2) {
        items.put((ContextVar<?>) Arguments.required(few[i], "variable"), few[i + 1]);
      }
    }
    return Collections.unmodifiableMap(items);
  }

  /** {@return all variables that have a value here, in the order in which they got the first} */
  public Set<ContextVar<?>> keys() {
    return items().keySet();
  }

  /** {@return the values of {@link #keys}, in the same order} */
  public Collection<Object> values() {
    return items().values();
  }

  /** Goes through {@link #keys}. */
  @Override
  public Iterator<ContextVar<?>> iterator() {
    return keys().iterator();
  }

  void bind(ContextVar<?> variable, Object value) {
    if (bindings instanceof ManyBindings many) {
      bindings = many.with(variable, value);
      return;
    }
    @Nullable Object[] few = few();
    int at = indexOf(variable, few);
    if (at < 0 && few.length == FEW) {
      bindings = many().with(variable, value);
      return;
    }
    @Nullable Object[] changed;
    if (at >= 0) {
      changed = few.clone();
    } else {
      at = few.length;
      changed = Arrays.copyOf(few, at + 2);
      changed[at] = variable;
    }
    changed[at + 1] = value;
    bindings = changed;
  }

  private ManyBindings many() {
    ManyBindings many = ManyBindings.NONE;
    for (Map.Entry<ContextVar<?>, Object> item : items().entrySet()) {
      many = many.with(item.getKey(), item.getValue());
    }
    return many;
  }

  void unbind(ContextVar<?> variable) {
    if (!contains(variable)) {
      return;
    }
    if (bindings instanceof ManyBindings many) {
      bindings = many.without(variable);
      return;
    }
    @Nullable Object[] few = few();
    int at = indexOf(variable, few);
    @Nullable Object[] changed = Arrays.copyOf(few, few.length - 2);
    System.arraycopy(few, at + 2, changed, at, changed.length - at);
    bindings = changed;
  }

  private @Nullable Object[] few() {
    return (@Nullable Object[]) bindings;
  }

  // Programs have few variables: a scan beats a tree.
  private static int indexOf(ContextVar<?> variable, @Nullable Object[] few) {
    for (int i = 0; i < few.length; i += 2) {
      if (few[i] == variable) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    return "Context[size=%s]".formatted(size());
  }
}
