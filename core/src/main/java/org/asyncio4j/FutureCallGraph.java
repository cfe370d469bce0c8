package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  /** Two graphs to be compared; equal to a pair of the same two. */
  private record Pair(FutureCallGraph one, FutureCallGraph other) {

    @Override
    public boolean equals(@Nullable Object pair) {
      return pair instanceof Pair(FutureCallGraph first, FutureCallGraph second)
          && first == one
          && second == other;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(one) + System.identityHashCode(other);
    }
  }

  // Without recursion, and each pair once: a chain may be longer than the stack, and many paths may
  // lead to one future.
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof FutureCallGraph graph)) {
      return false;
    }
    var compared = new HashSet<Pair>();
    var left = new ArrayDeque<Pair>();
    for (var pair = new Pair(this, graph); pair != null; pair = left.poll()) {
      if (pair.one == pair.other || !compared.add(pair)) {
        continue;
      }
      if (!pair.one.looksLike(pair.other)) {
        return false;
      }
      for (int i = 0; i < pair.one.awaitedBy.size(); i++) {
        left.push(new Pair(pair.one.awaitedBy.get(i), pair.other.awaitedBy.get(i)));
      }
    }
    return true;
  }

  private boolean looksLike(FutureCallGraph other) {
    return future.equals(other.future)
        && callStack.equals(other.callStack)
        && awaitedBy.size() == other.awaitedBy.size();
  }

  @Override
  public int hashCode() {
    return Objects.hash(future, callStack, awaitedBy.size());
  }

  @Override
  public String toString() {
    return "FutureCallGraph[%s, frames=%s, awaitedBy=%s]"
        .formatted(future, callStack.size(), awaitedBy.size());
  }
}
