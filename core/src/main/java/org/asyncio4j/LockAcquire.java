package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** {@link Lock#acquire}, one step at a time. */
final class LockAcquire implements Stepwise<Held> {
  private final Lock lock;
  private @Nullable Future<@Nullable Void> turn;
  private @Nullable Held held;

  LockAcquire(Lock lock) {
    this.lock = lock;
  }

  @Override
  public Object send(@Nullable Object value) {
    Task<?> task = lock.user();
    if (turn != null) {
      lock.turnCame(turn);
    } else if (lock.mustWait()) {
      Future<@Nullable Void> ours = lock.newTurn();
      turn = ours;
      return ours;
    }
    held = lock.take(task);
    return DONE;
  }

  @Override
  public Object throwInto(Throwable thrown) throws Throwable {
    if (turn != null) {
      lock.turnThrew(turn, thrown);
    }
    throw thrown;
  }

  @Override
  public Held result() {
    return Arguments.required(held, "held");
  }

  @Override
  public String toString() {
    return "acquire of " + lock;
  }
}
