package org.asyncio4j.testing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/**
 * Makes blocks of several tasks run in a given order.
 *
 * <pre>{@code
 * try (var turn = sequencer.at(1)) {
 *   // begins when the block at 0 has ended
 * }
 * }</pre>
 *
 * <p>Blocks are numbered from 0, each number is used once. If one that waits for its turn is
 * cancelled, the order cannot be kept any more: all others that wait, or come later, get an {@link
 * IllegalStateException}.
 *
 * <p>It belongs to the loop it is first used in.
 *
 * <p>Python: {@code trio.testing.Sequencer}.
 */
public final class Sequencer {
  private final Set<Integer> claimed = new HashSet<>();
  private final Map<Integer, Future<@Nullable Void>> waiting = new HashMap<>();
  private int next;
  private boolean broken;

  /** Makes one whose first block is at 0. */
  public Sequencer() {}

  /** A block whose turn it is. */
  public final class Turn implements AutoCloseable {
    private final int number;
    private boolean over;

    private Turn(int number) {
      this.number = number;
    }

    /** Ends the block: it is the next one's turn. A second call does nothing. */
    @Override
    public void close() {
      if (!over) {
        over = true;
        next = number + 1;
        wake(next);
      }
    }
  }

  /**
   * Waits in the current task until all blocks before this one have ended.
   *
   * @param number of the block, from 0
   * @return to be closed at the end of the block
   * @throws IllegalArgumentException if it is negative
   * @throws IllegalStateException if it was used before, or if a cancellation has broken the order
   * @throws CancelledError if the task is cancelled while it waits; that breaks the order
   */
  public Turn at(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("number must be >= 0, got " + number);
    }
    if (!claimed.add(number)) {
      throw new IllegalStateException("Sequencer has had a block at %s already".formatted(number));
    }
    requireWhole(number);
    if (number != next) {
      awaitTurn(number);
    }
    return new Turn(number);
  }

  private void awaitTurn(int number) {
    Future<@Nullable Void> turn = Asyncio.getRunningLoop().createFuture();
    waiting.put(number, turn);
    try {
      Asyncio.await(turn);
    } catch (CancelledError cancelled) {
      broken = true;
      waiting.remove(number);
      Set.copyOf(waiting.keySet()).forEach(this::wake);
      throw cancelled;
    }
    requireWhole(number);
  }

  private void wake(int number) {
    Future<@Nullable Void> turn = waiting.remove(number);
    if (turn != null && !turn.done()) {
      turn.setResult(null);
    }
  }

  private void requireWhole(int number) {
    if (broken) {
      throw new IllegalStateException(
          "Sequencer: the block at %s cannot come, one that waited was cancelled"
              .formatted(number));
    }
  }

  @Override
  public String toString() {
    return "Sequencer[next=%s, waiting=%s%s]"
        .formatted(next, waiting.size(), broken ? ", broken" : "");
  }
}
