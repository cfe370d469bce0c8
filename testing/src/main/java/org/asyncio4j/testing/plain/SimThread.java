package org.asyncio4j.testing.plain;

import org.asyncio4j.SchedulePolicy;

/**
 * A virtual thread of a simulation: what the loop runs is its next step, to where it blocks.
 *
 * <p>Belongs to the simulation's carrier.
 */
final class SimThread implements SchedulePolicy.Free {
  private final Scheduler scheduler;
  private final int number;
  private final Thread thread;
  private final Runnable continuation;

  // Whether a step of it is in the loop's ready queue.
  private boolean queued;

  SimThread(Scheduler scheduler, int number, Thread thread, Runnable continuation) {
    this.scheduler = scheduler;
    this.number = number;
    this.thread = thread;
    this.continuation = continuation;
  }

  int number() {
    return number;
  }

  Thread thread() {
    return thread;
  }

  Runnable continuation() {
    return continuation;
  }

  /** {@return whether it was not yet} */
  boolean enterQueue() {
    boolean entered = !queued;
    queued = true;
    return entered;
  }

  boolean queued() {
    return queued;
  }

  int state() {
    return JavaLang.state(thread) & ~JavaLang.SUSPENDED;
  }

  boolean terminated() {
    return state() == JavaLang.TERMINATED;
  }

  /** The loop runs the next step. */
  @Override
  public void run() {
    queued = false;
    scheduler.step(this);
  }

  /** Runs the thread to where it blocks. */
  void mount() {
    // The JDK refuses while another thread reads this thread's stack.
    while ((JavaLang.state(thread) & JavaLang.SUSPENDED) != 0) {
      Thread.onSpinWait();
    }
    continuation.run();
  }

  /** {@return its number in the order of starting, and its name} Equal in every run of a seed. */
  @Override
  public String toString() {
    String name = thread.getName();
    return name.isEmpty() ? "thread #" + number : "thread #%d '%s'".formatted(number, name);
  }
}
