package org.asyncio4j.benchmarks.compare;

/**
 * A contestant died, hung, or said what nobody expected. Its message says which, and its last
 * words.
 */
final class ContestantException extends Exception {
  private static final long serialVersionUID = 1;

  ContestantException(String message) {
    super(message);
  }
}
