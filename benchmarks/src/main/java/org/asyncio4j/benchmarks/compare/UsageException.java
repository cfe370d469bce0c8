package org.asyncio4j.benchmarks.compare;

/** The command was given something that it cannot use. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
