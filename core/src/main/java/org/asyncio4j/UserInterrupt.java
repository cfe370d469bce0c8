package org.asyncio4j;

import java.util.Optional;
import org.asyncio4j.internal.signal.Signals;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C while a main task runs: the first cancels that, the second leaves the loop.
 *
 * <p>A third one, which comes while the loop has not been able to leave, goes to the JVM's own
 * handler and ends the process.
 */
final class UserInterrupt {
  private static final String SIGNAL = "INT";

  private final BaseEventLoop loop;
  private final Task<?> main;

  // Guarded by this: written by the JVM's threads for signals and, at the end, by the runner's.
  private int arrived;
  private boolean interruptedStep;
  private boolean over;

  // Loop thread, and the runner's when the loop has stopped.
  private int heard;

  private UserInterrupt(BaseEventLoop loop, Task<?> main) {
    this.loop = loop;
    this.main = main;
  }

  /**
   * Runs a loop until its main task is done.
   *
   * @return the task's result; what it throws is thrown
   * @throws KeyboardInterrupt if the user's interrupt has ended it
   */
  static <T extends @Nullable Object> T during(BaseEventLoop loop, Task<T> main) {
    return isMain(Thread.currentThread())
        ? new UserInterrupt(loop, main).runUntilComplete(main)
        : loop.runUntilComplete(main);
  }

  /** The JVM says of no thread that it is the main one, but names that so, in a group named so. */
  private static boolean isMain(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return thread.getName().equals("main") && group != null && group.getName().equals("main");
  }

  private <T extends @Nullable Object> T runUntilComplete(Task<T> main) {
    Optional<Signals.Listening> listening = Signals.listenIfDefault(SIGNAL, this::arrived);
    if (listening.isEmpty()) {
      return loop.runUntilComplete(main);
    }
    T result;
    try {
      result = loop.runUntilComplete(main);
    } catch (Throwable thrown) {
      throw Throwables.sneak(endedBy(thrown, end(listening.get())));
    }
    if (end(listening.get())) {
      throw new KeyboardInterrupt();
    }
    return result;
  }

  /** On a thread of the JVM. {@return whether it is ours, and not to be passed on} */
  private synchronized boolean arrived() {
    if (over || arrived == 2) {
      return false;
    }
    arrived++;
    loop.soon(this::hear);
    if (arrived == 2) {
      loop.interruptStep();
      interruptedStep = true;
    }
    return true;
  }

  /** On the loop. */
  private void hear() {
    if (isOver()) {
      return;
    }
    heard++;
    if (heard > 1 || !main.cancel()) {
      throw new KeyboardInterrupt();
    }
  }

  private synchronized boolean isOver() {
    return over;
  }

  /** {@return whether a signal has arrived that the loop has not heard of} */
  private synchronized boolean end(Signals.Listening listening) {
    listening.close();
    over = true;
    if (interruptedStep) {
      Thread.interrupted(); // of no more use
    }
    return arrived > heard;
  }

  private Throwable endedBy(Throwable thrown, boolean unheard) {
    if (Throwables.leavesTheLoop(thrown)) {
      return thrown;
    }
    boolean ours = thrown instanceof CancelledError && heard > 0 && main.uncancel() == 0;
    return ours || unheard ? new KeyboardInterrupt().initCause(thrown) : thrown;
  }
}
