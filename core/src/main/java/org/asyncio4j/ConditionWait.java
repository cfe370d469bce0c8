package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** {@link Condition#await}, one step at a time. */
final class ConditionWait implements Stepwise<@Nullable Void> {

  /*
   *   NEW --send--> WAITING --the wait ends--> LOCKING --the lock is ours--> the end
   *                                            LOCKING --cancelled---------> LOCKING
   */
  private enum State {
    NEW,
    WAITING,
    LOCKING
  }

  private final Condition condition;
  private State state = State.NEW;
  private @Nullable Future<@Nullable Void> waiter;

  // What ended the wait; a cancellation after that is put off, and is thrown in its place.
  private @Nullable Throwable pending;

  ConditionWait(Condition condition) {
    this.condition = condition;
  }

  @Override
  public Object send(@Nullable Object value) {
    return switch (state) {
      case NEW -> {
        Future<@Nullable Void> ours = condition.newWaiter();
        waiter = ours;
        state = State.WAITING;
        yield ours;
      }
      case WAITING -> endWait();
      case LOCKING -> {
        if (pending != null) {
          condition.passSignalOn();
          throw Throwables.sneak(pending);
        }
        yield DONE;
      }
    };
  }

  @Override
  public Object throwInto(Throwable thrown) throws Throwable {
    switch (state) {
      case NEW -> throw thrown;
      case WAITING -> {
        pending = thrown;
        return endWait();
      }
      case LOCKING -> {
        if (!(thrown instanceof CancelledError)) {
          condition.passSignalOn();
          throw thrown;
        }
        pending = thrown;
        return condition.lockAgain();
      }
    }
    throw new AssertionError(state);
  }

  private Object endWait() {
    state = State.LOCKING;
    return condition.ended(Arguments.required(waiter, "waiter"));
  }

  @Override
  public @Nullable Void result() {
    return null;
  }

  @Override
  public String toString() {
    return "wait for " + condition;
  }
}
