package org.asyncio4j;

/** A call of the JDK that a cancellation has interrupted: what it throws is the cancellation. */
final class InterruptedCall {
  private InterruptedCall() {}

  /**
   * {@return what a block or body of the current task has thrown; where that is the interrupt of a
   * JDK call by a cancellation, the cancellation}
   */
  static Throwable asCancellation(Throwable thrown) {
    if (!(thrown instanceof CancelledError) && Throwables.isInterrupt(thrown)) {
      Task<?> task = Running.current().task;
      if (task != null && (task.interruptedByCancel || task.cancelledByInterrupt)) {
        return cancellationOf(task, thrown);
      }
    }
    return thrown;
  }

  /**
   * The task's thread: a cancellation has interrupted a JDK call. Either that call threw it as an
   * InterruptedException, and so it has been delivered; or it heard nothing, and the cancellation
   * still stands, but the interrupt must not hit a later call.
   */
  static void settle(Task<?> task) {
    task.interruptedByCancel = false;
    if (!Thread.interrupted()) {
      task.mustCancel = false;
      task.cancelledByInterrupt = true;
    }
  }

  private static CancelledError cancellationOf(Task<?> task, Throwable interrupt) {
    if (task.interruptedByCancel) {
      Thread.interrupted(); // some calls throw and leave it standing
      task.settleInterrupt();
    }
    var cancelled = CancelledError.because(task.cancelReason);
    cancelled.initCause(interrupt);
    return cancelled;
  }
}
