package org.asyncio4j;

import java.util.ArrayList;
import java.util.List;

/**
 * In debug mode the stack trace of an exception goes on through the tasks that awaited it:
 *
 * <pre>
 *   at Shop.price(Shop.java:12)
 *   at awaited by task 'main' at Shop.main(Shop.java:30)
 * </pre>
 */
final class AwaitTrail {
  // As the JDK's own traces end after 1,024 frames: a long chain of tasks must not be a square.
  private static final int MOST_FRAMES = 2_048;

  private AwaitTrail() {}

  /** {@return the stack trace of an exception; none if a method of the user's throws instead} */
  static List<StackTraceElement> of(Throwable thrown) {
    try {
      return List.of(thrown.getStackTrace());
    } catch (Throwable ofTheirs) {
      return List.of();
    }
  }

  /** Gives {@code thrown} the trace {@code soFar}, and after it that of who awaited it. */
  static void extend(
      Throwable thrown,
      List<StackTraceElement> soFar,
      Task<?> awaiting,
      List<StackTraceElement> frames) {
    if (frames.isEmpty() || soFar.size() >= MOST_FRAMES) {
      return;
    }
    var all = new ArrayList<>(soFar);
    all.add(heading(awaiting, frames.getFirst()));
    all.addAll(frames.subList(1, frames.size()));
    try {
      thrown.setStackTrace(all.toArray(StackTraceElement[]::new));
    } catch (Throwable ofTheirs) {
      // Whoever overrides the method keeps the trace it has.
    }
  }

  private static StackTraceElement heading(Task<?> awaiting, StackTraceElement frame) {
    return new StackTraceElement(
        "awaited by task '%s' at %s".formatted(awaiting.getName(), frame.getClassName()),
        frame.getMethodName(),
        frame.getFileName(),
        frame.getLineNumber());
  }
}
