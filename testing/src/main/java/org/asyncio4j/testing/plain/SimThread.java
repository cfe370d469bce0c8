package org.asyncio4j.testing.plain;

import org.asyncio4j.internal.engine.LockOwners;
import org.asyncio4j.testing.internal.Actor;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread of a simulation: what the loop runs is its next step, to where it blocks.
 *
 * <p>Belongs to the simulation's carrier.
 */
final class SimThread implements Actor {
  private final Scheduler scheduler;
  private final int number;
  private final Thread thread;
  private final Runnable continuation;

  // What it has ended with, if it has thrown that.
  private @Nullable Throwable thrown;

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

  /** It ends, with an exception. */
  void threw(Throwable failure) {
    thrown = failure;
  }

  @Nullable Throwable thrown() {
    return thrown;
  }

  @Override
  public String name() {
    return toString();
  }

  @Override
  public String activity() {
    return ThreadActivity.of(this);
  }

  @Override
  public boolean waits() {
    return !queued && !terminated();
  }

  @Override
  public void interrupt() {
    thread.interrupt();
  }

  /** {@return who waits for what and holds what, of all threads} */
  LockOwners lockOwners() {
    return LockOwners.of(scheduler.live().stream().map(SimThread::thread).toList());
  }

  /** {@return the name of one of the threads} */
  String nameOf(Thread other) {
    return scheduler.live().stream()
        .filter(each -> each.thread == other)
        .findFirst()
        .map(SimThread::name)
        .orElse("thread '%s' outside".formatted(other.getName()));
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
    return name.isEmpty() ? "thread #" + number : "thread #%s '%s'".formatted(number, name);
  }
}
