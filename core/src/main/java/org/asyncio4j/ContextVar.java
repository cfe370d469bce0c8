package org.asyncio4j;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A variable with a value for each context, so in effect for each task.
 *
 * <p>Keep it in a static final field.
 *
 * <p>Python: {@code contextvars.ContextVar}.
 *
 * @param <T> the type of the value
 */
public final class ContextVar<T> {
  // Static state: numbers are told apart in a process.
  private static final AtomicInteger MADE = new AtomicInteger();

  private final int number = MADE.getAndIncrement();
  private final String name;
  private final @Nullable T defaultValue;

  /**
   * Makes a variable without a default.
   *
   * @param name for messages
   */
  public ContextVar(String name) {
    this.name = Arguments.required(name, "name");
    this.defaultValue = null;
  }

  /**
   * Makes a variable with a default.
   *
   * @param name for messages
   * @param defaultValue its value wherever none is set
   */
  public ContextVar(String name, T defaultValue) {
    this.name = Arguments.required(name, "name");
    this.defaultValue = Arguments.required(defaultValue, "defaultValue");
  }

  /** {@return where its value is, in a context that has many} */
  int number() {
    return number;
  }

  /** {@return the name given at construction} */
  public String name() {
    return name;
  }

  /**
   * {@return the value in the current context, or else the default}
   *
   * @throws NoSuchElementException if there is neither
   */
  public T get() {
    T value = Running.current().context.get(this);
    if (value == null) {
      value = defaultValue;
    }
    if (value == null) {
      throw new NoSuchElementException(
          "ContextVar '%s' has no value here and no default".formatted(name));
    }
    return value;
  }

  /**
   * {@return the value in the current context, or else {@code fallback}}
   *
   * @param fallback the answer if no value is set; it precedes the default
   */
  public T get(T fallback) {
    T value = Running.current().context.get(this);
    return value == null ? Arguments.required(fallback, "fallback") : value;
  }

  /**
   * Sets the value in the current context. In a {@code try} it holds for the block: {@code try (var
   * _ = variable.set(value)) {…}}.
   *
   * @param value the new value
   * @return what {@link #reset} needs to bring the former value back
   */
  public Token<T> set(T value) {
    Context context = Running.current().context;
    var token = new Token<>(this, context, context.get(this));
    context.bind(this, Arguments.required(value, "value"));
    return token;
  }

  /**
   * Brings back the value from before a {@link #set}.
   *
   * @param token what that {@code set} returned
   * @throws IllegalStateException if the token was used before
   * @throws IllegalArgumentException if the token is of another variable or another context
   */
  public void reset(Token<T> token) {
    Arguments.required(token, "token");
    Context context = Running.current().context;
    if (token.used) {
      throw new IllegalStateException("%s has been used already".formatted(token));
    }
    if (token.variable != this) {
      throw new IllegalArgumentException(
          "%s was made by another variable, expected %s".formatted(token, this));
    }
    if (token.context != context) {
      throw new IllegalArgumentException("%s was made in another context".formatted(token));
    }
    token.used = true;
    if (token.former == null) {
      context.unbind(this);
    } else {
      context.bind(this, token.former);
    }
  }

  @Override
  public String toString() {
    return "ContextVar[%s]".formatted(name);
  }

  /**
   * Remembers the value of a variable from before a {@code set}; good for one {@code reset}, which
   * the end of a {@code try} block is, too.
   *
   * <p>Python: {@code contextvars.Token}.
   *
   * @param <T> the type of the value
   */
  public static final class Token<T> implements AutoCloseable {
    private final ContextVar<T> variable;
    private final Context context;
    private final @Nullable T former;
    private boolean used;

    private Token(ContextVar<T> variable, Context context, @Nullable T former) {
      this.variable = variable;
      this.context = context;
      this.former = former;
    }

    /** {@return the variable that was set} */
    public ContextVar<T> var() {
      return variable;
    }

    /** {@return the value from before; empty, where Python has {@code Token.MISSING}, if none} */
    public Optional<T> oldValue() {
      return Optional.ofNullable(former);
    }

    /**
     * Brings back the value from before, as {@link ContextVar#reset} does.
     *
     * @throws IllegalStateException if this token was used before
     * @throws IllegalArgumentException if another context is current than at the {@code set}
     */
    @Override
    public void close() {
      variable.reset(this);
    }

    @Override
    public String toString() {
      return "Token[%s]".formatted(variable.name);
    }
  }
}
