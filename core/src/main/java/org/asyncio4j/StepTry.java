package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** A try of {@link Steps} in execution: delegates to its body, its handler, its last steps. */
final class StepTry implements Stepwise<@Nullable Object> {

  /*
   *   NEW --send--> BODY --throws--> HANDLER    there is a catch, and it wants it
   *                 BODY --ends----> LAST       there is a finally
   *   The end of HANDLER or LAST, or of BODY without them, is the end of the whole.
   */
  private enum State {
    NEW,
    BODY,
    HANDLER,
    LAST
  }

  /** A catch. */
  @FunctionalInterface
  interface Handler {

    /** {@return the steps to go on with, or null to let it pass} */
    @Nullable Steps<?> handle(Throwable thrown) throws Exception;
  }

  private final Steps<?> body;
  private final @Nullable Handler handler;
  private final @Nullable Steps<?> last;
  private State state = State.NEW;

  // What the end of LAST gives back: the outcome of the body.
  private @Nullable Object result;
  private @Nullable Throwable pending;

  private StepTry(Steps<?> body, @Nullable Handler handler, @Nullable Steps<?> last) {
    this.body = body;
    this.handler = handler;
    this.last = last;
  }

  static StepTry withCatch(Steps<?> body, Handler handler) {
    return new StepTry(body, handler, null);
  }

  static StepTry withFinally(Steps<?> body, Steps<?> last) {
    return new StepTry(body, null, last);
  }

  @Override
  public Object send(@Nullable Object value) throws Exception {
    return switch (state) {
      case NEW -> {
        state = State.BODY;
        yield new StepBlock(body, null);
      }
      case BODY -> {
        result = value;
        yield last == null ? DONE : lastSteps(last);
      }
      case HANDLER -> {
        result = value;
        yield DONE;
      }
      case LAST -> endWith(value);
    };
  }

  @Override
  public Object throwInto(Throwable thrown) throws Throwable {
    if (state == State.BODY && last != null) {
      pending = thrown;
      return lastSteps(last);
    }
    if (state == State.BODY && handler != null) {
      state = State.HANDLER;
      Steps<?> steps = handler.handle(thrown);
      if (steps != null) {
        return new StepBlock(steps.use(), null);
      }
    }
    throw thrown;
  }

  private Object lastSteps(Steps<?> steps) {
    state = State.LAST;
    return new StepBlock(steps, null);
  }

  private Object endWith(@Nullable Object lastValue) {
    if (lastValue instanceof StepBlock.Exit) {
      result = lastValue; // as in Python, leaving the finally replaces whatever led to it
    } else if (pending != null) {
      throw Throwables.sneak(pending);
    }
    return DONE;
  }

  @Override
  public @Nullable Object result() {
    return result;
  }
}
