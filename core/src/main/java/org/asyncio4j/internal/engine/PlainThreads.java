package org.asyncio4j.internal.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What runs the virtual threads that are not a loop's own, for a simulation: those that tasks
 * start, and the tasks' own timed parks.
 *
 * <p>Without one they are the JDK's, and run in parallel to the loop.
 */
public interface PlainThreads {

  /** The loop is being made; called once, before all else. */
  void attach(FrameHost host);

  /**
   * {@return the scheduler of a frame's thread}
   *
   * <p>Threads that a body starts inherit it. It hands the frame's own continuation, the first that
   * it is given, on to {@code frame}, on the loop's thread.
   *
   * @param frame what the JDK is to submit the frame's thread to
   */
  Executor schedulerOf(Executor frame);

  /** Makes an unstarted thread that this runs. Called on the loop's carrier. */
  Thread newThread(String name, Runnable body);

  /** Runs {@code body}; the loops that it makes have their plain threads run by {@code threads}. */
  static <T extends @Nullable Object> T where(PlainThreads threads, Callable<T> body)
      throws Exception {
    return ScopedValue.where(PlainThreadsSlot.MAKING, threads).call(body::call);
  }

  /** Says that from now on the current platform thread runs plain threads, or no longer does. */
  static void carrierRuns(@Nullable PlainThreads threads) {
    PlainThreadsSlot.CARRIER.set(threads);
  }

  /** {@return what runs the current thread, if that is a plain one or a frame of such a loop} */
  static @Nullable PlainThreads current() {
    return Thread.currentThread().isVirtual() ? onThisCarrier() : null;
  }

  /** {@return what runs the virtual threads of the current platform thread} */
  static @Nullable PlainThreads onThisCarrier() {
    return PlainThreadsSlot.CARRIER.carrier();
  }
}
