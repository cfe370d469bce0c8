package org.asyncio4j;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A handle that any thread may cancel.
 *
 * <p>While the callback runs, {@link #cancel} and {@link #cancelled} called by another thread wait
 * for its end.
 */
final class ThreadsafeHandle extends Handle {
  // Held while the callback runs, and for every access to the state in Handle.
  private final ReentrantLock lock = new ReentrantLock();

  // Fixed.
  private final Runnable whenDropped;

  ThreadsafeHandle(BaseEventLoop loop, Runnable callback, Context context, Runnable whenDropped) {
    super(loop, callback, context);
    this.whenDropped = whenDropped;
  }

  @Override
  void drop() {
    whenDropped.run();
  }

  @Override
  public void cancel() {
    lock.lock();
    try {
      super.cancel();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean cancelled() {
    lock.lock();
    try {
      return super.cancelled();
    } finally {
      lock.unlock();
    }
  }

  @Override
  void fire() {
    lock.lock();
    try {
      super.fire();
    } finally {
      lock.unlock();
    }
  }
}
