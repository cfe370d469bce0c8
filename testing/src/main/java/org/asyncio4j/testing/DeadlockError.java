package org.asyncio4j.testing;

import java.util.Collection;
import java.util.stream.Collectors;
import org.asyncio4j.Task;

/**
 * Thrown out of a loop of virtual time that can never go on: nothing is ready, no timer is pending,
 * nothing outside is under way.
 *
 * <p>Java only: CPython waits for ever.
 */
public final class DeadlockError extends Error {
  private static final long serialVersionUID = 1L;

  private DeadlockError(String message) {
    super(message);
  }

  static DeadlockError of(Collection<Task<?>> waiting) {
    String tasks = waiting.stream().map(task -> "\n  " + task).collect(Collectors.joining());
    return new DeadlockError(
        "deadlock: nothing is ready and no timer is pending, but %s%s"
            .formatted(waiting.isEmpty() ? "the loop is not stopped" : "these tasks wait:", tasks));
  }
}
