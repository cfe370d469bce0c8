package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** {@link Semaphore#acquire}, one step at a time. */
final class SemaphoreAcquire implements Stepwise<Held> {
  private final Semaphore semaphore;
  private @Nullable Future<@Nullable Void> permit;
  private @Nullable Held held;

  SemaphoreAcquire(Semaphore semaphore) {
    this.semaphore = semaphore;
  }

  @Override
  public Object send(@Nullable Object value) {
    Task<?> task = semaphore.user();
    if (permit != null) {
      semaphore.permitCame(permit);
    } else if (!semaphore.tryTake()) {
      Future<@Nullable Void> ours = semaphore.newPermit();
      permit = ours;
      return ours;
    }
    held = semaphore.heldBy(task);
    return DONE;
  }

  @Override
  public Object throwInto(Throwable thrown) throws Throwable {
    if (permit != null) {
      semaphore.permitThrew(permit, thrown);
    }
    throw thrown;
  }

  @Override
  public Held result() {
    return Arguments.required(held, "held");
  }

  @Override
  public String toString() {
    return "acquire of " + semaphore;
  }
}
