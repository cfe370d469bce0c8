package org.asyncio4j;

import java.util.List;
import java.util.OptionalInt;

/**
 * How much of the call stacks a call graph shows.
 *
 * <p>Python: the keyword arguments of {@code asyncio.capture_call_graph}.
 *
 * @param depth how many frames of the calling task count as the caller itself: with 1 its stack
 *     begins with the method that asks, with 2 with the method that has called that
 * @param limit how many frames of each stack there are at most; empty for all. If positive, those
 *     nearest to where the task began are kept; if negative, the innermost ones; if zero, none
 */
public record CallGraphOptions(int depth, OptionalInt limit) {

  /** The caller's frame is the first, and there are all. */
  public static final CallGraphOptions DEFAULT = new CallGraphOptions(1, OptionalInt.empty());

  /** Checks the components. */
  public CallGraphOptions {
    if (depth < 1) {
      throw new IllegalArgumentException("depth must be >= 1, got " + depth);
    }
    Arguments.required(limit, "limit");
  }

  /**
   * {@return these options with another depth}
   *
   * @param depth 1 for the caller's own frame
   * @throws IllegalArgumentException if it is less than one
   */
  public CallGraphOptions withDepth(int depth) {
    return new CallGraphOptions(depth, limit);
  }

  /**
   * {@return these options with a limit}
   *
   * @param limit how many frames: positive for the outermost, negative for the innermost, zero
   */
  public CallGraphOptions withLimit(int limit) {
    return new CallGraphOptions(depth, OptionalInt.of(limit));
  }

  /** {@return of a stack, innermost first, what the limit leaves} */
  <E> List<E> limited(List<E> stack) {
    if (limit.isEmpty()) {
      return stack;
    }
    int size = stack.size();
    long wanted = limit.getAsInt();
    int kept = (int) Math.min(Math.abs(wanted), size);
    return wanted > 0 ? stack.subList(size - kept, size) : stack.subList(0, kept);
  }
}
