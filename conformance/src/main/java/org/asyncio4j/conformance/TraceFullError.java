package org.asyncio4j.conformance;

/**
 * The trace is as long as it may be. An error, because no handler of a program may catch it: those
 * see exceptions and cancellations only.
 */
final class TraceFullError extends Error {
  private static final long serialVersionUID = 1L;

  TraceFullError() {
    super("the trace has %s lines already".formatted(Trace.LIMIT));
  }
}
