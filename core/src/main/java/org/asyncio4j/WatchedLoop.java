package org.asyncio4j;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.internal.engine.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The side of an event loop that lets it be watched: debug mode, observers, the pulse.
 *
 * <p>All the loop does for those who are not there is to look.
 */
abstract sealed class WatchedLoop permits DrivenLoop {
  // Loop thread, or before the loop runs the thread that prepares it. What another thread reads
  // from debug is only what to add to a description.
  private @Nullable Debug debug;
  private @Nullable Observers observers;
  private @Nullable Watchdog watchdog;
  private @Nullable LoopHold hold;
  private @Nullable WeakReference<LoopHold> watch;
  private long slowCallbackNanos = TimeUnit.MILLISECONDS.toNanos(100);

  abstract Running running();

  abstract Schedule schedule();

  /** Any thread: {@return the thread that runs the loop, null if none does} */
  abstract @Nullable Thread thread();

  /** Any thread, racily: {@return the thread that callbacks run on} */
  abstract @Nullable Thread callbackThread();

  final BaseEventLoop loop() {
    return (BaseEventLoop) this; // there is no other kind
  }

  final void watchByDefault(LoopOptions options) {
    hold = options.blockedCallWarning().map(this::holdLongerThan).orElse(null);
    setDebug(Debug.byDefault());
    if (JfrRecorder.byDefault()) {
      addObserver(new JfrRecorder());
    }
  }

  // --- debug mode -------------------------------------------------------------------------------

  public final void setDebug(boolean enabled) {
    if (enabled == (debug != null)) {
      return;
    }
    debug = enabled ? new Debug(loop()) : null;
    schedule().setDebug(debug);
    stopWatchdog();
    if (thread() != null) {
      startWatchdog();
    }
  }

  public final boolean getDebug() {
    return debug != null;
  }

  final @Nullable Debug debug() {
    return debug;
  }

  /** Something that belongs to this loop has been made by the caller. */
  final void made(Object thing) {
    if (debug != null) {
      debug.made(thing);
    }
  }

  /** A future has failed. */
  final void failed(Future<?> future, Throwable exception) {
    if (debug != null) {
      debug.failed(future, exception);
    }
  }

  /** The current task is about to throw what a future has failed with. */
  final void passesOn(Future<?> failed, Throwable exception) {
    Task<?> awaiting = debug == null ? null : running().task;
    if (debug != null && awaiting != null && awaiting != failed) {
      debug.passesOn(failed, exception, awaiting);
    }
  }

  /** Any thread. {@return what debug mode adds to the description of a thing} */
  final String createdAt(Object thing) {
    Debug known = debug;
    return known == null ? "" : known.createdAt(thing);
  }

  /** In debug mode, refuses a call that only the loop's thread may make. */
  final void checkThread() {
    if (debug != null) {
      debug.checkThread();
    }
  }

  public final void setSlowCallbackDuration(double seconds) {
    long nanos = Arguments.nanos(seconds, "seconds");
    if (nanos < 0) {
      throw new IllegalArgumentException("seconds must be >= 0, got " + seconds);
    }
    slowCallbackNanos = nanos;
    if (watchdog != null) {
      stopWatchdog();
      startWatchdog();
    }
  }

  public final double getSlowCallbackDuration() {
    return Arguments.seconds(slowCallbackNanos);
  }

  final long slowCallbackNanos() {
    return slowCallbackNanos;
  }

  // --- the watchdog -----------------------------------------------------------------------------

  final void runBegins() {
    RunningLoops.enter(loop());
    startWatchdog();
    if (hold != null && blockedCallsHoldTheLoop()) {
      watch = LoopWatch.add(hold);
    }
  }

  final void runEnds() {
    RunningLoops.leave(loop());
    stopWatchdog();
    if (watch != null) {
      LoopWatch.remove(watch);
      watch = null;
    }
    pulse().rests();
  }

  private void startWatchdog() {
    if (debug != null) {
      watchdog = Watchdog.logging(loop(), slowCallbackNanos);
    }
  }

  private void stopWatchdog() {
    if (watchdog != null) {
      watchdog.close();
      watchdog = null;
    }
  }

  /** {@return whether a task that blocks in the JDK stops all others} */
  abstract boolean blockedCallsHoldTheLoop();

  private LoopHold holdLongerThan(Duration limit) {
    return new LoopHold(new HeldStep(loop()), Arguments.nanos(limit, "limit"), HeldStep::warn);
  }

  /** Any thread. */
  final Pulse pulse() {
    return schedule().pulse();
  }

  /**
   * Any thread: what is being run now. The answer is a guess until the caller has seen that the
   * pulse has not changed meanwhile.
   */
  final SlowStep slowStep(Duration duration) {
    Task<?> task = running().task;
    StackTraceElement[] stack = task == null ? new StackTraceElement[0] : TaskStack.ofBody(task);
    Thread thread = callbackThread();
    if (stack.length == 0 && thread != null) {
      stack = thread.getStackTrace();
    }
    return new SlowStep(loop(), Optional.ofNullable(task), duration, UserFrames.downToUsers(stack));
  }

  /**
   * Any thread: interrupts the JDK call that holds the loop up, if one does. What the loop is at
   * may change meanwhile, so the interrupt can also hit what comes next.
   */
  final void interruptStep() {
    Thread thread = threadOfStep();
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Any thread, racily: {@return the thread of what is being run now} */
  final @Nullable Thread threadOfStep() {
    Task<?> task = running().task;
    Frame frame = task == null ? null : task.frame;
    return frame == null ? callbackThread() : frame.thread();
  }

  // --- observers --------------------------------------------------------------------------------

  public final void addObserver(LoopObserver observer) {
    Arguments.required(observer, "observer");
    if (observers == null || !observers.contains(observer)) {
      observers = Observers.with(loop(), observers, observer);
    }
  }

  public final void removeObserver(LoopObserver observer) {
    observers = Observers.without(observers, Arguments.required(observer, "observer"));
  }

  /** {@return whether somebody wants to know of each step} */
  final boolean isWatched() {
    return observers != null || debug != null;
  }

  final void taskCreated(Task<?> task) {
    if (observers != null) {
      observers.taskCreated(task);
    }
  }

  final void stepBegins(Task<?> task) {
    if (observers != null) {
      observers.stepBegins(task);
    }
  }

  final void stepEnds(Task<?> task) {
    if (observers != null) {
      observers.stepEnds(task);
    }
  }

  final void suspended(Task<?> task, @Nullable Future<?> waitsFor) {
    if (observers != null) {
      observers.suspended(task, waitsFor);
    }
  }

  final void blocked(Task<?> task) {
    if (observers != null) {
      observers.blocked(task);
    }
  }

  final void taskDone(Task<?> task) {
    if (observers != null) {
      observers.taskDone(task);
    }
  }

  final void idle(long timeoutNanos, boolean outsideWork) {
    if (observers != null) {
      observers.idle(timeoutNanos, outsideWork);
    }
  }

  final void pollBegins() {
    if (observers != null) {
      observers.pollBegins();
    }
  }

  final void pollEnds() {
    if (observers != null) {
      observers.pollEnds();
    }
  }
}
