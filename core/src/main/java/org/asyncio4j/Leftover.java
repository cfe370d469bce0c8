package org.asyncio4j;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One element of {@link Leftovers}: an object that must be picked up, and the report if it is not.
 */
final class Leftover extends WeakReference<Object> {
  // Of a future whose shield was cancelled, or timed out, before.
  static final Object SHIELDED = new Object();

  // A future's name of its kind, SHIELDED, or the class of a coroutine's body.
  private final Object kind;
  private final @Nullable Throwable exception;
  private final List<StackTraceElement> madeAt;

  // A ring around the sentinel; an element that has left it points to itself.
  private Leftover previous = this;
  private Leftover next = this;

  Leftover(
      Object watched,
      ReferenceQueue<Object> abandoned,
      Object kind,
      @Nullable Throwable exception,
      List<StackTraceElement> madeAt) {
    super(watched, abandoned);
    this.kind = kind;
    this.exception = exception;
    this.madeAt = madeAt;
  }

  private Leftover() {
    super(null);
    this.kind = "";
    this.exception = null;
    this.madeAt = List.of();
  }

  static Leftover sentinel() {
    return new Leftover();
  }

  void insertBefore(Leftover other) {
    previous = other.previous;
    next = other;
    previous.next = this;
    other.previous = this;
  }

  Leftover next() {
    return next;
  }

  /** Leaves the ring: somebody picked it up. {@return whether it was still in it} */
  boolean settle() {
    if (next == this) {
      return false;
    }
    previous.next = next;
    next.previous = previous;
    previous = this;
    next = this;
    return true;
  }

  private String message() {
    if (kind instanceof Class<?> body) {
      return "coroutine of %s was never awaited".formatted(Coroutine.nameOf(body));
    }
    return kind == SHIELDED && exception != null
        ? exception.getClass().getSimpleName() + " exception in shielded future"
        : kind + " exception was never retrieved";
  }

  ErrorReport toReport() {
    ErrorReport report = ErrorReport.of(message()).withSourceTraceback(madeAt);
    if (exception != null) {
      report = report.withException(exception);
    }
    return get() instanceof Future<?> future ? report.withFuture(future) : report;
  }
}
