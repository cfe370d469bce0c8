package org.asyncio4j;

import java.util.List;

/**
 * A future, where it is suspended if it is a task, and who awaits it.
 *
 * <p>A graph can have cycles, which this tree has not: a future that awaits itself through others
 * is listed a second time, without frames and without anybody who awaits it.
 *
 * <p>Python: {@code asyncio.FutureCallGraph}.
 *
 * @param future the future or task
 * @param callStack the user's frames, the innermost first; empty for a plain future, and for a task
 *     that has not started or is done
 * @param awaitedBy the same of whoever awaits it, in the order in which they began to
 */
public record FutureCallGraph(
    Future<?> future, List<FrameCallGraphEntry> callStack, List<FutureCallGraph> awaitedBy) {

  /** Checks and copies the components. */
  public FutureCallGraph {
    Arguments.required(future, "future");
    callStack = List.copyOf(callStack);
    awaitedBy = List.copyOf(awaitedBy);
  }

  @Override
  public String toString() {
    return "FutureCallGraph[%s, frames=%s, awaitedBy=%s]"
        .formatted(future, callStack.size(), awaitedBy.size());
  }
}
