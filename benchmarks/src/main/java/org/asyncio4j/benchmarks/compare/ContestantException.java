package org.asyncio4j.benchmarks.compare;

/**
 * A contestant died, hung, or said what nobody expected. Its message says which, and its last
 * words.
 */
final class ContestantException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;

  ContestantException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** {@return the message} */
  String reason() {
    return reason;
  }
}
