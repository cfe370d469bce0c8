package org.asyncio4j.testing.internal;

import java.util.concurrent.Callable;
import org.asyncio4j.SchedulePolicy;
import org.jspecify.annotations.Nullable;

/** Decides what happens in one run of a test, and is told what does. */
public interface Director extends SchedulePolicy {

  /**
   * The thread that runs could be switched here.
   *
   * @param ready the thread that runs, and then the others that are ready
   * @return whether it has to let another one run, which {@link #pick} will name
   */
  boolean preempts(Ready ready);

  /**
   * A thread is going to be started.
   *
   * @param thread the thread
   */
  void started(Actor thread);

  /**
   * A thread has made a step.
   *
   * @param thread the thread
   */
  void stopped(Actor thread);

  /**
   * Runs a part of the test on its loop, within the time that it may take.
   *
   * @param what the part's name
   * @param part runs the loop
   * @param <T> the type of its result
   * @return its result; what it throws is thrown
   */
  <T extends @Nullable Object> T within(String what, Callable<T> part);
}
