package org.asyncio4j.testing;

import org.asyncio4j.EventLoop;
import org.asyncio4j.WaitGraph;

/**
 * Thrown out of a loop of virtual time that can never go on: nothing is ready, no timer is pending,
 * nothing outside is under way. The message shows who waits for whom, and the circle if they wait
 * for each other.
 *
 * <p>Java only: CPython waits for ever.
 */
public final class DeadlockError extends Error {
  private static final long serialVersionUID = 1L;

  private DeadlockError(String message) {
    super(message);
  }

  /** {@return the error of a loop, with the tree of what its tasks wait for} */
  static DeadlockError of(EventLoop loop) {
    return of(loop, "nothing is ready and no timer is pending");
  }

  /** {@return the error of a loop whose clock must not move by itself to the next timer} */
  static DeadlockError manual(EventLoop loop, long nanosToNextTimer) {
    return of(
        loop,
        ("nothing is ready, and the clock is manual: it stands at %s s, only VirtualClock.advance"
                + " moves it, and no timer is due before %s s")
            .formatted(loop.time(), loop.time() + nanosToNextTimer / 1e9));
  }

  private static DeadlockError of(EventLoop loop, String state) {
    var waiting = WaitGraph.of(loop);
    var error =
        new DeadlockError(
            "deadlock: %s, but %s"
                .formatted(
                    state,
                    waiting.tasks().isEmpty()
                        ? "the loop is not stopped"
                        : "these tasks wait:\n" + waiting.format().indent(2).stripTrailing()));
    TaskDump.point(error, loop);
    return error;
  }
}
