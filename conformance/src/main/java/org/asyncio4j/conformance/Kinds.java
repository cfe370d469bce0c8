package org.asyncio4j.conformance;

import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.asyncio4j.BrokenBarrierException;
import org.asyncio4j.CancelledError;
import org.asyncio4j.InvalidStateException;
import org.asyncio4j.QueueEmptyException;
import org.asyncio4j.QueueFullException;
import org.asyncio4j.QueueShutDownException;
import org.asyncio4j.ThrowableGroup;

/** The neutral names of exceptions: the same for Python's and ours. */
final class Kinds {
  private Kinds() {}

  static String of(Throwable thrown) {
    // The order matters: some of these are subclasses of others below them.
    return switch (thrown) {
      case ThrowableGroup group ->
          group.exceptions().stream()
              .map(Kinds::of)
              .sorted()
              .collect(Collectors.joining(",", "group[", "]"));
      case AppException app -> "app" + app.code();
      case CancelledError cancelled -> "cancelled" + reason(cancelled);
      case TimeoutException _ -> "timeout";
      case InvalidStateException _ -> "invalid-state";
      case QueueShutDownException _ -> "queue-shutdown";
      case QueueEmptyException _ -> "queue-empty";
      case QueueFullException _ -> "queue-full";
      case BrokenBarrierException _ -> "broken-barrier";
      case IllegalStateException _, UnsupportedOperationException _ -> "runtime";
      case IllegalArgumentException _ -> "value";
      default -> thrown.getClass().getSimpleName();
    };
  }

  /** {@return a cancellation's reason in parentheses, nothing if it has none} */
  static String reason(CancelledError cancelled) {
    return cancelled.reason().map(reason -> "(" + reason + ")").orElse("");
  }
}
