package org.asyncio4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A handle that any thread may cancel.
 *
 * <p>While the callback runs, {@link #cancel} and {@link #cancelled} called by another thread wait
 * for its end. Nobody else ever waits: the loop takes no lock to run it.
 */
final class ThreadsafeHandle extends Handle {

  /*
   *   SCHEDULED --fire--> RUNNING --the callback ends--> RAN
   *   SCHEDULED, RAN --cancel--> CANCELLED
   *
   * A callback that cancels its own handle is RUNNING to its end, and CANCELLED then.
   */
  private static final int SCHEDULED = 0;
  private static final int RUNNING = 1;
  private static final int RAN = 2;
  private static final int CANCELLED = 3;

  private static final VarHandle STATE;
  private static final VarHandle ENDED;

  static {
    try {
      var lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(ThreadsafeHandle.class, "state", int.class);
      ENDED = lookup.findVarHandle(ThreadsafeHandle.class, "ended", CountDownLatch.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  // Any thread, by compare-and-set; whoever makes it leave SCHEDULED owns what Handle keeps.
  private volatile int state = SCHEDULED;

  // Made by the first thread that waits, which looks at the state then; the loop changes the state
  // and looks at this then: so nobody waits for an end that has been.
  private volatile @Nullable CountDownLatch ended;

  // Written before RUNNING, and then read only by a thread that has seen that.
  private @Nullable Thread runner;

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
  void fire() {
    runner = Thread.currentThread();
    if (!STATE.compareAndSet(this, SCHEDULED, RUNNING)) {
      return;
    }
    try {
      super.fire();
    } finally {
      state = super.cancelled() ? CANCELLED : RAN;
      CountDownLatch waiting = ended;
      if (waiting != null) {
        waiting.countDown();
      }
    }
  }

  @Override
  public void cancel() {
    int seen = stateUnlessRunning();
    while (seen != RUNNING && !STATE.compareAndSet(this, seen, CANCELLED)) {
      seen = stateUnlessRunning();
    }
    super.cancel();
  }

  @Override
  public boolean cancelled() {
    int seen = stateUnlessRunning();
    return seen == RUNNING ? super.cancelled() : seen == CANCELLED;
  }

  /** {@return the state, RUNNING only to the callback itself} Others wait for its end. */
  private int stateUnlessRunning() {
    int seen = state;
    while (seen == RUNNING && runner != Thread.currentThread()) {
      awaitEnd();
      seen = state;
    }
    return seen;
  }

  private void awaitEnd() {
    ENDED.compareAndSet(this, null, new CountDownLatch(1));
    CountDownLatch end = ended;
    boolean interrupted = false;
    while (end != null && state == RUNNING) {
      try {
        end.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
