package org.asyncio4j;

import java.util.ArrayList;
import java.util.Arrays;
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
  private AwaitTrail() {}

  /** {@code awaiting} is about to throw what another task failed with. */
  static void extend(Throwable thrown, Task<?> awaiting) {
    List<StackTraceElement> frames = UserFrames.here(Integer.MAX_VALUE);
    if (frames.isEmpty()) {
      return;
    }
    StackTraceElement[] soFar = thrown.getStackTrace();
    StackTraceElement first = heading(awaiting, frames.getFirst());
    if (Arrays.asList(soFar).contains(first)) {
      return; // it has been here before: the same future, awaited twice
    }
    var all = new ArrayList<>(List.of(soFar));
    all.add(first);
    all.addAll(frames.subList(1, frames.size()));
    thrown.setStackTrace(all.toArray(StackTraceElement[]::new));
  }

  private static StackTraceElement heading(Task<?> awaiting, StackTraceElement frame) {
    return new StackTraceElement(
        "awaited by task '%s' at %s".formatted(awaiting.getName(), frame.getClassName()),
        frame.getMethodName(),
        frame.getFileName(),
        frame.getLineNumber());
  }
}
