package org.asyncio4j;

import java.time.Duration;
import java.util.List;
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

  /** {@return who, how long and where, in several lines} */
  public String describe() {
    var lines = new StringBuilder();
    lines.append(task.<Object>map(t -> t).orElse("A callback of " + loop));
    lines.append(" has been running for %.3f seconds:".formatted(duration.toNanos() / 1e9));
    stack.forEach(frame -> lines.append("\n  at ").append(frame));
    return lines.toString();
  }
}
