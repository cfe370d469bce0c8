package org.asyncio4j;

import java.util.Set;
import org.asyncio4j.internal.engine.Frame;
import org.asyncio4j.internal.engine.LiveStack;
import org.jspecify.annotations.Nullable;

/**
 * A cancellation that has interrupted a call of the JDK, and which exception it comes out as.
 *
 * <p>Until the task next waits, that is whatever looks like an interrupt: the JDK's exception, or
 * what a library has made of it. From then on it is only an exception of the JDK that the task was
 * holding when it began to wait, to throw it on after a clean-up; any other one is an error.
 */
final class InterruptedCall {

  /*
   * Task.interrupt, null if no interrupt is on its way:
   *
   *   null ----cancel, while the JDK blocks--------------> SENT
   *   SENT ----goes on-----------------------------------> GOES_ON
   *   GOES_ON -blocks, while the interrupt still stands--> SENT
   *   GOES_ON -blocks, and somebody else interrupts------> FOREIGN
   *   these ---waits, and the call had thrown------------> Held
   *   any -----waits unheard, is taken, withdrawn--------> null
   */
  private enum Stage {
    SENT,
    GOES_ON,
    FOREIGN
  }

  /** What the task was holding when it began to wait; compared by identity. */
  private record Held(Set<Throwable> throwables) {
    static @Nullable Held now() {
      Set<Throwable> held = LiveStack.throwables();
      return held.isEmpty() ? null : new Held(held);
    }

    boolean isBehind(Throwable thrown) {
      for (Throwable link : Throwables.chain(thrown)) {
        if (throwables.contains(link)) {
          return Throwables.isInterruptOfTheJdk(link);
        }
      }
      return false;
    }
  }

  private InterruptedCall() {}

  // --- what is thrown: the task's thread --------------------------------------------------------

  /**
   * {@return what a block or body of the current task has thrown; where that is the interrupt of a
   * JDK call by a cancellation, the cancellation}
   */
  static Throwable asCancellation(Throwable thrown) {
    if (thrown instanceof CancelledError || Throwables.leavesTheLoop(thrown)) {
      return thrown;
    }
    Task<?> task = Running.current().task;
    Object interrupt = task == null ? null : task.interrupt;
    boolean isTheCancellation =
        interrupt instanceof Held held
            ? held.isBehind(thrown)
            : interrupt != null && interrupt != Stage.FOREIGN && Throwables.isInterrupt(thrown);
    return task != null && isTheCancellation ? cancellationOf(task, thrown) : thrown;
  }

  private static CancelledError cancellationOf(Task<?> task, Throwable interrupt) {
    if (task.interrupt instanceof Stage) {
      Thread.interrupted(); // some calls throw and leave it standing
      task.mustCancel = false;
    }
    task.interrupt = null;
    var cancelled = CancelledError.because(task.cancelReason);
    cancelled.initCause(interrupt);
    return cancelled;
  }

  // --- what the task does: its own thread -------------------------------------------------------

  /** The task, which has an interrupt on its way, is about to wait. */
  static void beforeWait(Task<?> task) {
    if (task.interrupt instanceof Stage) {
      task.interrupt = isDelivered(task) ? Held.now() : null;
    }
  }

  /** As {@link #beforeWait}: what a future has failed with is no interrupt of who awaits it. */
  static void beforeFailureOf(BaseEventLoop loop) {
    Task<?> task = loop.running().task;
    if (task != null && task.interrupt != null && loop.running().isCurrent()) {
      beforeWait(task);
    }
  }

  /** The body has ended. */
  static void atEnd(Task<?> task) {
    if (task.interrupt != null) {
      if (task.interrupt instanceof Stage) {
        isDelivered(task);
      }
      task.interrupt = null;
    }
  }

  /**
   * {@return whether the interrupted call has thrown} Else it heard nothing, and the cancellation
   * still stands; but the interrupt must not hit a later call.
   */
  private static boolean isDelivered(Task<?> task) {
    if (Thread.interrupted()) {
      return false;
    }
    task.mustCancel = false;
    return true;
  }

  /** {@return whether a cancellation was asked for that has not come to the running task yet} */
  static boolean isCancellationAhead(Task<?> task) {
    return task.mustCancel
        && !(task.interrupt instanceof Stage && !Thread.currentThread().isInterrupted());
  }

  // --- what others do to it ---------------------------------------------------------------------

  /** The task is being cancelled: if it is in a call of the JDK, that is interrupted. */
  static void cancel(Task<?> task) {
    Frame frame = task.frame;
    if (frame != null && frame.blocked()) {
      task.interrupt = Stage.SENT;
      frame.thread().interrupt();
    }
  }

  /** The last request was taken back. */
  static void withdraw(Task<?> task) {
    Frame frame = task.frame;
    if (frame != null && frame.thread() == Thread.currentThread()) {
      atEnd(task);
    } else if (task.interrupt instanceof Held) {
      task.interrupt = null;
    }
  }

  /** Loop thread: the JDK has blocked the task. */
  static void blocks(Task<?> task) {
    Frame frame = task.frame;
    if (task.interrupt == Stage.GOES_ON && frame != null && frame.thread().isInterrupted()) {
      task.interrupt = Stage.SENT;
    }
  }

  /** Loop thread: the JDK is about to let the task go on. */
  static void goesOn(Task<?> task, Thread thread) {
    if (task.interrupt == Stage.SENT) {
      task.interrupt = Stage.GOES_ON;
    } else if (task.interrupt == Stage.GOES_ON && thread.isInterrupted()) {
      task.interrupt = Stage.FOREIGN; // it was not interrupted when it blocked
    }
  }
}
