package org.asyncio4j.testing.plain;

import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.TimerHandle;
import org.jspecify.annotations.Nullable;

/** What the JDK gets for a timed wait: it only ever cancels it. */
final class Timer implements ScheduledFuture<Object> {
  private @Nullable TimerHandle handle;

  void set(TimerHandle made) {
    handle = made;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (handle != null) {
      handle.cancel();
    }
    return true;
  }

  @Override
  public boolean isCancelled() {
    return handle != null && handle.cancelled();
  }

  @Override
  public boolean isDone() {
    return isCancelled();
  }

  @Override
  public Object get() {
    throw new UnsupportedOperationException("a timer has no result");
  }

  @Override
  public Object get(long timeout, TimeUnit unit) {
    return get();
  }

  @Override
  public long getDelay(TimeUnit unit) {
    throw new UnsupportedOperationException("nobody asks for it");
  }

  @Override
  public int compareTo(Delayed other) {
    throw new UnsupportedOperationException("nobody sorts them");
  }
}
