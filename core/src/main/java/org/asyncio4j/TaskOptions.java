package org.asyncio4j;

import java.util.Optional;

/**
 * How to make a task: its name, its context, whether it starts at once.
 *
 * <p>Python: the keyword arguments of {@code asyncio.create_task}.
 *
 * @param name the name; empty for the default one
 * @param context the context to run in; empty for a copy of the current one
 * @param start when the first step runs
 */
public record TaskOptions(Optional<String> name, Optional<Context> context, Start start) {

  /** When a task's first step runs. */
  public enum Start {
    /** As the task factory decides; the default one schedules it. */
    DEFAULT,
    /** Inside {@code createTask}, to the first suspension, if the loop is running. */
    EAGER,
    /** In a later iteration of the loop, even under an eager task factory. */
    SCHEDULED
  }

  /** A default name, a copy of the context, and the factory's way to start. */
  public static final TaskOptions DEFAULT =
      new TaskOptions(Optional.empty(), Optional.empty(), Start.DEFAULT);

  /** Checks the components. */
  public TaskOptions {
    Arguments.required(name, "name");
    Arguments.required(context, "context");
    Arguments.required(start, "start");
  }

  /**
   * {@return options with a name}
   *
   * @param name any object; its string is the name
   */
  public static TaskOptions named(Object name) {
    return DEFAULT.withName(name);
  }

  /**
   * {@return these options with another name}
   *
   * @param name any object; its string is the name
   */
  public TaskOptions withName(Object name) {
    return new TaskOptions(
        Optional.of(Arguments.required(name, "name").toString()), context, start);
  }

  /**
   * {@return these options with a context; the task runs in it, not in a copy}
   *
   * @param context the context
   */
  public TaskOptions withContext(Context context) {
    return new TaskOptions(name, Optional.of(Arguments.required(context, "context")), start);
  }

  /**
   * {@return these options with another start}
   *
   * @param start when the first step runs
   */
  public TaskOptions withStart(Start start) {
    return new TaskOptions(name, context, start);
  }

  boolean startsEagerly() {
    return start == Start.EAGER;
  }
}
