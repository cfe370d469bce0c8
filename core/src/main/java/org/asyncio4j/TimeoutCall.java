package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** {@link Timeout#call}, one step at a time. */
final class TimeoutCall<T extends @Nullable Object> implements Stepwise<T> {
  private final Object block; // an awaitable or a Stepwise, which ends with a T
  private final long nanos;
  private @Nullable Timeout limit;
  private boolean entered;
  private @Nullable Object result;

  /** Runs a block under a limit. */
  TimeoutCall(Timeout limit, Object block) {
    this.block = block;
    this.nanos = 0;
    this.limit = limit;
  }

  /** Runs a block under a limit that is counted from its first step on. */
  TimeoutCall(long nanos, Object block) {
    this.block = block;
    this.nanos = nanos;
  }

  @Override
  public Object send(@Nullable Object value) throws Exception {
    Timeout current = limit;
    if (entered && current != null) {
      result = value;
      current.exit(null);
      return DONE;
    }
    if (current == null) {
      current = new Timeout(nanos);
      limit = current;
    }
    current.enter();
    entered = true;
    return block;
  }

  @Override
  public Object throwInto(Throwable thrown) throws Throwable {
    if (entered && limit != null) {
      limit.exit(thrown);
    }
    throw thrown;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the block ends with a T
  public T result() {
    return (T) result;
  }

  @Override
  public String toString() {
    return "block of " + limit;
  }
}
