package org.asyncio4j.testing.plain;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of a task's own virtual thread: the task's frame, and for all else the simulation.
 *
 * <p>Threads that the task starts inherit it, and are plain threads of the simulation.
 */
final class FrameScheduler extends ForkJoinPool {
  private final Scheduler scheduler;
  private final Executor frame;

  // Set once, by the call of execute that Thread.start makes on the carrier; read by whoever wakes
  // the thread, which the JDK's own state of the thread orders after that.
  private @Nullable Runnable own;

  FrameScheduler(Scheduler scheduler, Executor frame) {
    super(1);
    this.scheduler = scheduler;
    this.frame = frame;
  }

  @Override
  public void execute(Runnable continuation) {
    if (own == null) {
      own = continuation;
    }
    PlatformThreads.watch(JavaLang.threadOf(continuation), scheduler.simulation());
    if (continuation != own) {
      scheduler.execute(continuation);
    } else if (scheduler.onCarrier()) {
      frame.execute(continuation);
    } else {
      scheduler.arrive(continuation, this);
    }
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** On the carrier: what has arrived from another thread. */
  void hand(Runnable continuation) {
    frame.execute(continuation);
  }

  /** {@return the task's thread, once it has been started} */
  @Nullable Thread thread() {
    Runnable continuation = own;
    return continuation == null ? null : JavaLang.threadOf(continuation);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return scheduler.schedule(command, delay, unit);
  }
}
