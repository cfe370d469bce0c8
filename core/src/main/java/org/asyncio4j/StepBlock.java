package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** A sequence of {@link Steps} in execution. */
final class StepBlock implements Stepwise<@Nullable Object> {

  /** What a part gives that has its value at once. */
  static final Object NEXT = new Object();

  /** What a part does. */
  @FunctionalInterface
  interface Starter {

    /** {@return what to wait for, or NEXT} */
    @Nullable Object start(StepBlock block) throws Exception;
  }

  /**
   * One step as it was written.
   *
   * @param what its name
   * @param code the user's lambda, or what else was given
   * @param starter what it does
   */
  record Part(String what, Object code, Starter starter) {}

  /**
   * The value of a block that was left by {@code breakLoop} or {@code returns}, and so of all
   * blocks around it up to the loop or the whole.
   */
  record Exit(@Nullable Object result) {
    static final Exit BREAK = new Exit(null);
  }

  private final Steps<?> steps;
  private final boolean isWhole;
  private int position;
  private boolean waits;
  private @Nullable Object value;

  private StepBlock(Steps<?> steps, @Nullable Object value, boolean isWhole) {
    this.steps = steps;
    this.value = value;
    this.isWhole = isWhole;
  }

  StepBlock(Steps<?> steps, @Nullable Object value) {
    this(steps, value, false);
  }

  static StepBlock whole(Steps<?> steps) {
    return new StepBlock(steps, null, true);
  }

  /** {@return this, after its end made ready for another round} */
  StepBlock restarted() {
    position = 0;
    waits = false;
    value = null;
    return this;
  }

  // --- for the parts ----------------------------------------------------------------------------

  @Nullable Object value() {
    return value;
  }

  Object next(@Nullable Object newValue) {
    value = newValue;
    return NEXT;
  }

  Object exit(Exit exit) {
    return next(exit);
  }

  // --- steps ------------------------------------------------------------------------------------

  @Override
  public @Nullable Object send(@Nullable Object sent) throws Exception {
    if (waits) {
      value = sent;
      waits = false;
    }
    while (position < steps.parts().size() && !(value instanceof Exit)) {
      Object request = steps.parts().get(position++).starter().start(this);
      if (request != NEXT) {
        waits = true;
        return request;
      }
    }
    if (isWhole && value == Exit.BREAK) {
      throw new IllegalStateException("breakLoop outside of a loop");
    }
    return DONE;
  }

  @Override
  public @Nullable Object result() {
    return isWhole && value instanceof Exit(Object result) ? result : value;
  }

  @Override
  public StackTraceElement where() {
    int shown = Math.max(0, position - 1);
    if (shown >= steps.parts().size()) {
      return Stepwise.super.where();
    }
    return new StackTraceElement(
        writtenIn(),
        "step %s of %s: %s"
            .formatted(shown + 1, steps.parts().size(), steps.parts().get(shown).what()),
        null,
        -1);
  }

  /** {@return the class that these steps were written in, as far as their lambdas tell} */
  private String writtenIn() {
    for (Part part : steps.parts()) {
      String name = part.code().getClass().getName();
      int lambda = name.indexOf("$$Lambda");
      if (lambda > 0) {
        return name.substring(0, lambda);
      }
    }
    return getClass().getName();
  }

  @Override
  public String toString() {
    return "Steps[%s of %s]".formatted(position, steps.parts().size());
  }
}
