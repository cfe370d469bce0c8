package org.asyncio4j;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A step or callback that has been running for too long, and is still running: nothing else of its
 * loop can.
 *
 * @param loop the loop that it holds up
 * @param task the task whose step it is; empty for a plain callback
 * @param duration for how long it has been running, at least
 * @param stack where it is now, newest frame first
 */
public record SlowStep(
    EventLoop loop, Optional<Task<?>> task, Duration duration, List<StackTraceElement> stack) {

  // What is read from another thread while the loop runs on may be of two steps: then once more.
  private static final int ATTEMPTS = 5;

  /**
   * {@return the step or callback that a loop is running at this moment; empty if it waits, or does
   * not run} Any thread may ask; how long it has been running is not known, so the duration is
   * zero.
   *
   * @param loop the loop
   */
  public static Optional<SlowStep> of(EventLoop loop) {
    BaseEventLoop looked = BaseEventLoop.of(loop);
    Optional<SlowStep> found = Optional.empty();
    for (int i = 0; i < ATTEMPTS; i++) {
      long beats = looked.pulse().read();
      found =
          Pulse.isRunning(beats) ? Optional.of(looked.slowStep(Duration.ZERO)) : Optional.empty();
      if (looked.pulse().read() == beats) {
        break;
      }
    }
    return found;
  }

  /**
   * Interrupts the thread that the loop is running something on at this moment: a blocking call of
   * the JDK that holds it up ends with an {@link InterruptedException}. Any thread may call it. If
   * this step ends meanwhile, another one is hit.
   */
  public void interrupt() {
    BaseEventLoop.of(loop).interruptStep();
  }

  /** {@return who, how long and where, in several lines} */
  public String describe() {
    var lines = new StringBuilder();
    lines.append(task.<Object>map(t -> t).orElse("A callback of " + loop));
    lines.append(
        String.format(
            Locale.ROOT, " has been running for %.3f seconds:", duration.toNanos() / 1e9));
    stack.forEach(frame -> lines.append("\n  at ").append(frame));
    return lines.toString();
  }
}
